package dev.switchboard.core.attachment;

/// Whoever wrote a file showed no progress for so long that somebody else has begun anew. What this one has is
/// worthless.
final class OvertakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OvertakenException() {
    super("somebody else has begun to fetch this file anew");
  }
}
