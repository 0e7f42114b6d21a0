package dev.switchboard.providers.webpush;

import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.Exchange.Answered;
import dev.switchboard.providers.http.ServiceClient;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// The push services of the browsers' makers, as one sender sees them. Thread-safe.
final class PushServices {

  private static final int LONGEST_ID = 1000;

  private final WebPushSettings settings;
  private final ServiceClient internet;
  private final ServiceClient anywhere;
  private final Vapid vapid;

  /// @param internet goes to the public internet only
  /// @param anywhere goes where an operator has allowed it
  PushServices(WebPushSettings settings, ServiceClient internet, ServiceClient anywhere) {
    this.settings = settings;
    this.internet = internet;
    this.anywhere = anywhere;
    var identity = settings.identity();
    this.vapid = new Vapid(identity.publicKey(), identity.privateKey(), identity.subject(), InstantSource.system());
  }

  /// Whether a subscription's endpoint may be called at all, as far as its scheme tells.
  boolean mayCall(URI endpoint) {
    return settings.allows(endpoint) || endpoint.getScheme().equalsIgnoreCase("https");
  }

  /// Encrypts, signs and posts.
  ///
  /// @param headers `TTL` and what else there is
  /// @param ours the message's name where the service gives none
  SendResult post(Subscription to, byte[] payload, Map<String, String> headers, long deadlineNanos, String ours) {
    var endpoint = to.endpoint();
    var all = new LinkedHashMap<>(headers);
    all.put("Content-Encoding", "aes128gcm");
    all.put("Authorization", vapid.authorization(endpoint));
    var body = PushEncryption.encrypt(payload, to);
    var call = Call.post(endpoint, all, "application/octet-stream", body, settings.timeout()).before(deadlineNanos);
    return switch ((settings.allows(endpoint) ? anywhere : internet).call(call)) {
      case Answered answer when answer.status() >= 200 && answer.status() <= 202 ->
          new SendResult.Accepted(id(answer, endpoint, ours));
      case Answered answer -> PushServiceErrors.meaningOf(answer, Instant.now());
      // An endpoint inside our own network: no service of a browser's maker is there.
      case Exchange.NotSent(var failure) when failure.reason() == FailureReason.BAD_ADDRESS ->
          new SendResult.Rejected(failure);
      case Exchange.NotSent(var failure) -> new SendResult.RetryLater(failure);
      case Exchange.Unanswered(var failure) -> new SendResult.Unconfirmed(failure);
    };
  }

  /// The address that the service gave the message (RFC 8030, 5); our id where it gave none.
  private static String id(Answered answer, URI endpoint, String ours) {
    try {
      return answer.header("location").filter(location -> !location.isBlank() && location.length() <= LONGEST_ID)
          .map(location -> endpoint.resolve(location).toString()).orElse(ours);
    } catch (IllegalArgumentException e) {
      return ours;
    }
  }
}
