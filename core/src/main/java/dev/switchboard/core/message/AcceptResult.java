package dev.switchboard.core.message;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/// The answer to a [MessageRequest].
public sealed interface AcceptResult {

  /// It is stored and will be sent, whatever dies from now on.
  ///
  /// @param status [MessageStatus#QUEUED]; the same again when the request is repeated, whatever happened since
  /// @param repeated whether this is the stored answer to an earlier request with the same idempotency key
  /// @param parts where it was split, the ids of all its messages in their order, this one first; empty where it was not
  record Accepted(UUID id, UUID chatId, MessageStatus status, boolean repeated, List<UUID> parts)
      implements
      AcceptResult {

    public Accepted {
      parts = List.copyOf(parts);
    }
  }

  /// It is refused and nothing was changed.
  ///
  /// @param field the member of the request at fault, such as `content.text`
  /// @param code for programs, such as `unknown-account`; the list is in [Refusal]
  /// @param detail for people
  /// @param also what else is wrong, where more than one thing was looked for at once
  record Refused(String field, Refusal code, String detail, List<Refused> also) implements AcceptResult {

    public Refused {
      also = List.copyOf(also);
    }

    public Refused(String field, Refusal code, String detail) {
      this(field, code, detail, List.of());
    }

    /// @param faults not empty, the one to be told first at its beginning
    public static Refused of(List<Refused> faults) {
      var first = faults.getFirst();
      return new Refused(first.field, first.code, first.detail, faults.subList(1, faults.size()));
    }

    /// Everything that is wrong.
    public List<Refused> all() {
      return Stream.concat(Stream.of(new Refused(field, code, detail)), also.stream()).toList();
    }
  }

  /// Somebody else has written in the chat since its author saw it. Nothing was changed.
  ///
  /// @param chatId the chat
  record Overtaken(UUID chatId) implements AcceptResult {}

  /// Why a request is refused.
  enum Refusal {
    UNKNOWN_ACCOUNT, ACCOUNT_DISABLED, UNKNOWN_ROUTE, NO_WAY, BAD_ADDRESS, CONTENT_NOT_SUPPORTED, CONTENT_TOO_LONG,
    CONTENT_EMPTY, BAD_CONTENT, FILE_NOT_SUPPORTED, FILE_TOO_LARGE, UNKNOWN_ATTACHMENT, BAD_CHARACTER, BAD_TIME,
    UNKNOWN_MESSAGE,
    UNKNOWN_CHAT, KEY_REUSED, BAD_KEY, BAD_METADATA, WINDOW_CLOSED, OPTED_OUT,
    UNKNOWN_TEMPLATE, TEMPLATE_NOT_APPROVED, MISSING_VARIABLE, UNKNOWN_VARIABLE, EMPTY_VARIABLE, BAD_VARIABLE;

    /// The form in JSON, such as `unknown-account`.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
