package dev.switchboard.bench.storm.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the driver did and was told.
///
/// @param attempted how many messages it tried to hand in, counted before each request by a counter of its own; the same
///        message tried again counts again
/// @param tries one for each of them
/// @param cancels what it called back
public record DriverHistory(long attempted, List<Try> tries, List<Cancel> cancels) {

  /// What a try came to.
  public enum Answer {
    /// 202.
    ACCEPTED,
    /// Told that nothing was done, or surely never asked.
    REFUSED,
    /// The answer was lost, or it was 503 `unknown`: nobody can say.
    UNKNOWN
  }

  /// What the driver wanted sent, whatever became of it. Its number travels as the message's metadata.
  ///
  /// @param chat the customer's address, which stands for the chat
  /// @param key the idempotency key; null where it has none, and is never tried twice
  /// @param sendAt null where it may go at once
  public record Wish(long number, String chat, int lane, @Nullable String key, @Nullable Instant sendAt) {}

  /// One try to have one wish accepted.
  ///
  /// @param request which HTTP request it was part of
  /// @param place in that request
  /// @param begun before the request was sent
  /// @param ended after its answer was read
  /// @param messageId what it was told; null where not accepted
  public record Try(Wish wish, long request, int place, Instant begun, Instant ended, Answer answer,
      @Nullable UUID messageId) {}

  /// One try to call a message back; `canceled` where the answer was that it is.
  public record Cancel(UUID messageId, boolean canceled) {}

  /// How many tries came to this.
  public long count(Answer answer) {
    return tries.stream().filter(each -> each.answer() == answer).count();
  }
}
