package dev.switchboard.bench.contender;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/// A message to be accepted.
///
/// @param id a new UUID of version 7, for whoever uses it
/// @param sentAt nanoseconds of the monotonic clock that must reach the sink as `sentAt`, or 0 where nothing is to
public record Message(UUID id, String to, String text, long sentAt) {

  /// How many people are written to, in turns.
  static final int RECIPIENTS = 10_000;

  private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

  /// The message with this number in the run, at 0.
  static Message numbered(long number, long sentAt) {
    return new Message(IDS.generate(), "+49151" + (10_000_000 + number % RECIPIENTS),
        "Message " + number + ": your parcel will be with you tomorrow between 9 and 12.", sentAt);
  }
}
