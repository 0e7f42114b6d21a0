package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a message waits for.
///
/// @param until when that will be over or looked at again; null where nobody can say
/// @param behind the message of the same chat that goes first; null where none does
/// @param words for people
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimelineWait(Why why, @Nullable Instant until, @Nullable UUID behind, String words) {

  /// What a message can wait for.
  public enum Why {
    /// Its time has not come.
    SCHEDULED,
    /// An earlier message of its chat and lane has to go first.
    CHAT,
    /// It was tried and will be tried again.
    RETRY,
    /// The account has sent as much as it may.
    RATE_LIMIT,
    /// The recipient has been sent as much as the service allows for one.
    RECIPIENT_RATE,
    /// The service asked the account to wait.
    PAUSED,
    /// The account is switched off.
    ACCOUNT_DISABLED,
    /// A worker is sending it.
    SENDING,
    /// The worker that was sending it is gone.
    RECOVERY,
    /// A worker has to take it.
    WORKER,
    /// It may have been sent: the service will be asked, or the policy decides.
    CONFIRMATION,
    /// It was sent: the service's receipts.
    RECEIPTS
  }
}
