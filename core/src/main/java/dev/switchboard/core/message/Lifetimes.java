package dev.switchboard.core.message;

import java.time.Duration;

/// How long a message may wait to be sent where its sender did not say. It bounds how long the head of a chat can keep
/// the messages behind it waiting.
final class Lifetimes {

  static Duration of(Lane lane) {
    return switch (lane) {
      case INTERACTIVE -> Duration.ofMinutes(30);
      case TRANSACTIONAL -> Duration.ofHours(4);
      case BULK -> Duration.ofHours(24);
    };
  }

  private Lifetimes() {}
}
