package dev.switchboard.core.spi;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Shows notifications to people who have allowed it in their browser: to agents, not to customers, who are written to over
/// accounts. Thread-safe; used by many virtual threads at a time.
public interface Notifier {

  /// Looks whether this is a subscription that can be sent to, and writes it in one spelling. May look the endpoint's name
  /// up, and asks nobody else.
  ///
  /// @throws InvalidConfigurationException naming the member at fault as the browser names it, such as `keys.auth`
  Subscription check(Subscription subscription);

  /// Hands a notification to the browser's push service, and blocks until that has answered. Never throws for what a service
  /// does.
  ///
  /// A subscription that has ended is [SendResult.Rejected] for the reason [FailureReason#ADDRESS_GONE].
  SendResult send(Push push);

  /// The origin of the endpoint, such as `https://push.example`, by which services are told apart.
  static String service(Subscription subscription) {
    var endpoint = URI.create(subscription.endpoint());
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
  }

  /// Where one browser takes messages, as its `PushSubscription.toJSON()` says.
  ///
  /// @param endpoint a capability: whoever knows it may try to send
  /// @param p256dh the browser's public key, in base64url
  /// @param auth the browser's secret, in base64url
  record Subscription(String endpoint, String p256dh, String auth) {

    @Override
    public String toString() {
      return "Subscription[***]";
    }
  }

  /// @param payload what the page's service worker gets; the push service cannot read it
  /// @param ttl how long the service keeps it for a browser that is away
  /// @param topic at most 32 characters of base64url; of those that wait with the same topic the service keeps the last one
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Push(Subscription to, byte[] payload, Duration ttl, Urgency urgency, @Nullable String topic) {

    /// Without what it says.
    @Override
    public String toString() {
      return "Push[" + topic + "]";
    }
  }

  /// What a device that saves its battery is woken for (RFC 8030, 5.3).
  enum Urgency {
    VERY_LOW, LOW, NORMAL, HIGH
  }
}
