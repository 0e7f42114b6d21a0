package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Twilio's codes and our reasons for them. The same codes come as answers to a request and, later, with a receipt.
///
/// https://www.twilio.com/docs/api/errors and, for WhatsApp,
/// https://www.twilio.com/docs/whatsapp/api/whatsapp-error-codes
final class TwilioCodes {

  private static final Map<String, FailureReason> REASONS = reasons();
  // Nothing goes any more today: to ask every minute helps nobody.
  private static final Set<String> DAILY = Set.of("30023", "30027", "63038");
  private static final Duration NEXT_LOOK = Duration.ofHours(1);

  private static Map<String, FailureReason> reasons() {
    var reasons = new HashMap<String, FailureReason>();
    put(reasons, FailureReason.THROTTLED,
        20429, // too many requests
        21611, 30001, // too many messages in the sender's queue
        30017, 30022, // too many for the carrier
        30023, 30027, 63038, // too many for today
        63017, 63018); // too many for the channel
    put(reasons, FailureReason.SERVICE_ERROR,
        20500, 20503, 30020, 30021, 30410, // Twilio's own
        63009, 63010, 63011, 63012, 63023); // the channel's
    put(reasons, FailureReason.UNDELIVERABLE,
        30003, 30008, 30011, 63032, 63036);
    put(reasons, FailureReason.BAD_ADDRESS,
        21211, 21214, 21217, 21401, 21604, 21614, 30005, 30014, // no number
        21612, 30006, // none that takes messages
        63003, 63024, 63031, // none on this channel, or our own
        63015); // has not joined the sandbox
    put(reasons, FailureReason.OPTED_OUT,
        21610, // sent STOP
        63014, 63033); // blocked the sender
    put(reasons, FailureReason.WINDOW_CLOSED,
        63016);
    put(reasons, FailureReason.CONTENT_REFUSED,
        21602, 21605, 21617, 21618, 21619, 30019, // empty, too long, or not to be sent
        21620, 21623, 63019, 63025, 63034, 63037, // its files
        21654, 21655, 21656, 63027, 63028, 63029, // its template
        30004, 30007, 30111, 63013, 63026, // filtered
        21624, 30010, 30012, 30013, 63005, 63006, 63021, 63030);
    put(reasons, FailureReason.BAD_CREDENTIALS,
        20003, 20006, 20008, 20403);
    put(reasons, FailureReason.ACCOUNT_BLOCKED,
        20005, 20010, 30002, // suspended or closed
        21408, // not allowed to write to this region
        63020, 63039, 63040, 63041); // the channel has objections
    put(reasons, FailureReason.BAD_CONFIGURATION,
        20404, // no such account
        21212, 21601, 21603, 21606, 21607, 21616, 21709, 63002, 63007, // no such sender
        21608, // a trial account writes to verified numbers only
        21609, 21626, // our webhook URL
        21621, 21622, // the sender has no MMS
        21701, 21702, 21703, 21704, 21705, // the messaging service
        30015, 30016, 30018, 30024, 30032, 30034, 30035, // the sender is not registered or not for this channel
        63001, 63008, 63022, 63035);
    return Map.copyOf(reasons);
  }

  private static void put(Map<String, FailureReason> reasons, FailureReason reason, int... codes) {
    for (var code : codes) {
      if (reasons.put(Integer.toString(code), reason) != null) {
        throw new IllegalStateException(code + " has two reasons");
      }
    }
  }

  /// @return [FailureReason#UNKNOWN] for a code that is not in the table
  static FailureReason reason(@Nullable String code) {
    return code == null ? FailureReason.UNKNOWN : REASONS.getOrDefault(code, FailureReason.UNKNOWN);
  }

  static Failure failure(@Nullable String code, @Nullable String text) {
    return new Failure(reason(code), code, text);
  }

  /// How long a code means to wait; null where it does not say.
  static @Nullable Duration pause(@Nullable String code) {
    return code != null && DAILY.contains(code) ? NEXT_LOOK : null;
  }

  static Set<String> known() {
    return REASONS.keySet();
  }

  private TwilioCodes() {}
}
