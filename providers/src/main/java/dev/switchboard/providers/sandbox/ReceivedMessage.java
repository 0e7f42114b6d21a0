package dev.switchboard.providers.sandbox;

import java.time.Instant;
import java.util.UUID;

/// A message that the service has taken.
///
/// @param id the service's id
/// @param reference our message id; the same one again is a duplicate, which the service takes and remembers like any
/// @param attempt our number of the attempt that brought it
/// @param text empty for messages that are only known from the journal, which holds no contents
/// @param at when it was taken, by the service's clock
public record ReceivedMessage(String id, UUID reference, int attempt, UUID accountId, String to, String text,
    Instant at) {

  /// Without the text: this may end up in a log.
  @Override
  public String toString() {
    return "ReceivedMessage[" + id + "]";
  }
}
