package dev.switchboard.core.outbox;

import dev.switchboard.core.spi.SendResult;
import java.time.Instant;

/// How a call to a service ended.
///
/// @param startedAt by this node's clock
/// @param called whether the service was called at all; a message that was claimed and then not sent, because the service
///        was found to be down, goes back as it was, and one that is [withheld][Claimed#withheld] has failed
/// @param receiptsCanBeAskedFor whether the service can be asked what became of the message
public record Outcome(Claimed claimed, SendResult result, Instant startedAt, boolean called,
    boolean receiptsCanBeAskedFor) {

  /// Whether this call has surely not sent it, or was not to be made at all.
  boolean surelyNotSent() {
    return claimed.withheld() != null || called && switch (result) {
      case SendResult.RetryLater _,SendResult.Rejected _ -> true;
      case SendResult.Accepted _,SendResult.Unconfirmed _ -> false;
    };
  }
}
