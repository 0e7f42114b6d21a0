package dev.switchboard.core.message;

import java.util.Locale;
import java.util.UUID;

/// The answer to a [MessageRequest].
public sealed interface AcceptResult {

  /// It is stored and will be sent, whatever dies from now on.
  ///
  /// @param status [MessageStatus#QUEUED]; the same again when the request is repeated, whatever happened since
  /// @param repeated whether this is the stored answer to an earlier request with the same idempotency key
  record Accepted(UUID id, UUID chatId, MessageStatus status, boolean repeated) implements AcceptResult {}

  /// It is refused and nothing was changed.
  ///
  /// @param field the member of the request at fault, such as `content.text`
  /// @param code for programs, such as `unknown-account`; the list is in [Refusal]
  /// @param detail for people
  record Refused(String field, Refusal code, String detail) implements AcceptResult {}

  /// Why a request is refused.
  enum Refusal {
    UNKNOWN_ACCOUNT, ACCOUNT_DISABLED, BAD_ADDRESS, CONTENT_NOT_SUPPORTED, CONTENT_TOO_LONG, CONTENT_EMPTY,
    BAD_CHARACTER, BAD_TIME, UNKNOWN_MESSAGE, UNKNOWN_CHAT, KEY_REUSED, BAD_KEY, BAD_METADATA;

    /// The form in JSON, such as `unknown-account`.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
