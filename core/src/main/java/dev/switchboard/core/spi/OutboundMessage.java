package dev.switchboard.core.spi;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message on its way to a service.
///
/// @param id our id: given to the service as its reference or idempotency key wherever it has a field for one
/// @param chatId our chat
/// @param to the recipient in the channel's own form: E.164 for phones, an addr-spec for e-mail
/// @param content what to send
/// @param replyTo the message this answers; null where it answers none
/// @param attempt 1 for the first call to the service, then 2, 3 …
/// @param deadlineNanos the [System#nanoTime()] after which the request must not be put on the wire any more: another
///        worker may have taken the message over by then. Check it last, just before writing.
/// @param files the files that its content names by our ids
public record OutboundMessage(UUID id, UUID chatId, String to, Content content, @Nullable Reply replyTo, int attempt,
    long deadlineNanos, Files files) {

  /// A message that belongs to no chat and has no files, as tests make them.
  public OutboundMessage(UUID id, String to, Content content, @Nullable Reply replyTo, int attempt,
      long deadlineNanos) {
    this(id, id, to, content, replyTo, attempt, deadlineNanos, Files.NONE);
  }

  /// The message that is answered.
  ///
  /// @param messageId our id of it
  /// @param providerMessageId the service's id of it; null where it has none yet
  /// @param references the service's ids of the messages before it, oldest first; may be empty
  public record Reply(UUID messageId, @Nullable String providerMessageId, List<String> references) {

    public Reply {
      references = List.copyOf(references);
    }

    public Reply(UUID messageId, @Nullable String providerMessageId) {
      this(messageId, providerMessageId, List.of());
    }
  }

  /// Whether it is too late to put this message on the wire.
  public boolean pastDeadline() {
    return System.nanoTime() - deadlineNanos > 0;
  }
}
