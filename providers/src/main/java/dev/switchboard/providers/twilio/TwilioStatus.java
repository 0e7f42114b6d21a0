package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.Failure;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Twilio's words for what became of a message. What is still in Twilio's queues has been taken by Twilio, which is what we
/// call sent.
///
/// https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
final class TwilioStatus {

  private static final Map<String, Status> STATUSES = Map.ofEntries(
      Map.entry("accepted", Status.SENT),
      Map.entry("scheduled", Status.SENT),
      Map.entry("queued", Status.SENT),
      Map.entry("sending", Status.SENT),
      Map.entry("sent", Status.SENT),
      Map.entry("partially_delivered", Status.SENT),
      Map.entry("delivered", Status.DELIVERED),
      Map.entry("read", Status.READ),
      Map.entry("undelivered", Status.FAILED),
      Map.entry("failed", Status.FAILED),
      Map.entry("canceled", Status.FAILED));

  /// Null where the word is new.
  static @Nullable Status of(@Nullable String word) {
    return word == null ? null : STATUSES.get(word.toLowerCase(Locale.ROOT));
  }

  /// Why it failed; null where it did not.
  static @Nullable Failure failure(DeliveryReport.Status status, String word, @Nullable String code,
      @Nullable String text) {
    if (status != Status.FAILED) {
      return null;
    }
    // Without a code all that is known is which way it failed.
    return code == null || code.equals("0")
        ? new Failure(TwilioCodes.reason(null), word, text)
        : TwilioCodes.failure(code, text);
  }

  private TwilioStatus() {}
}
