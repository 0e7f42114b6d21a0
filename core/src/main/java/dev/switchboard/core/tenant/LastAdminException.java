package dev.switchboard.core.tenant;

/// Nobody would be left who could undo it. Nothing was changed.
public final class LastAdminException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LastAdminException() {
    super("They are the last admin: make somebody else one first.");
  }
}
