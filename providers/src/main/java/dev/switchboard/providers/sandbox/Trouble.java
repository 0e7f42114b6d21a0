package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.FailureReason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The service's codes for what went wrong, and our reason for each.
enum Trouble {
  UNKNOWN_NUMBER(FailureReason.BAD_ADDRESS, "nobody has this number"),
  NOT_REACHABLE(FailureReason.UNDELIVERABLE, "the customer could not be reached"),
  OPTED_OUT(FailureReason.OPTED_OUT, "the customer does not want messages"),
  CONTENT_REFUSED(FailureReason.CONTENT_REFUSED, "this content is not carried"),
  BAD_KEY(FailureReason.BAD_CREDENTIALS, "no key, no service"),
  BAD_REQUEST(FailureReason.BAD_CONFIGURATION, "the request makes no sense"),
  THROTTLED(FailureReason.THROTTLED, "too many messages"),
  SERVER_ERROR(FailureReason.SERVICE_ERROR, "something broke");

  /// What a message may be refused with.
  static final List<Trouble> REFUSALS = List.of(UNKNOWN_NUMBER, OPTED_OUT, CONTENT_REFUSED);

  private static final Map<String, Trouble> BY_CODE = Arrays.stream(values())
      .collect(Collectors.toMap(Trouble::code, trouble -> trouble));

  private final FailureReason reason;
  private final String text;

  Trouble(FailureReason reason, String text) {
    this.reason = reason;
    this.text = text;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  String text() {
    return text;
  }

  /// Our reason for a code; [FailureReason#UNKNOWN] for one that is not in the list.
  static FailureReason reason(String code) {
    var trouble = BY_CODE.get(code);
    return trouble == null ? FailureReason.UNKNOWN : trouble.reason;
  }
}
