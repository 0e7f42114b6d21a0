package dev.switchboard.providers.webpush;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.PublicInternet;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Notifies agents by Web Push.
final class WebPushNotifier implements Notifier {

  private static final int AUTH = 16;
  private static final int LONGEST_ENDPOINT = 2000;

  private final WebPushSettings settings;
  private final PushServices services;

  WebPushNotifier(WebPushSettings settings, PushServices services) {
    this.settings = settings;
    this.services = services;
  }

  @Override
  public Subscription check(Subscription subscription) {
    var endpoint = endpoint(subscription.endpoint());
    var key = bytes("keys.p256dh", subscription.p256dh(), P256.POINT);
    try {
      P256.publicKey(key);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException("keys.p256dh", "must be a point of P-256, 65 bytes in base64url");
    }
    return new Subscription(endpoint.toString(), P256.text(key),
        P256.text(bytes("keys.auth", subscription.auth(), AUTH)));
  }

  private static byte[] bytes(String member, String text, int length) {
    var problem = "must be " + length + " bytes in base64url";
    try {
      var bytes = P256.fromText(text);
      if (bytes.length != length) {
        throw new InvalidConfigurationException(member, problem);
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(member, problem);
    }
  }

  private URI endpoint(String text) {
    var endpoint = parsed(text);
    if (endpoint == null || endpoint.toString().length() > LONGEST_ENDPOINT) {
      throw bad("must be an https address with at most " + LONGEST_ENDPOINT + " characters");
    }
    if (!services.mayCall(endpoint)) {
      throw bad("must be an https address");
    }
    if (!settings.allows(endpoint) && isInside(endpoint.getHost())) {
      throw bad("must be in the public internet");
    }
    return endpoint;
  }

  private static @Nullable URI parsed(String text) {
    try {
      var url = new URI(text);
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      var good = (scheme.equals("https") || scheme.equals("http")) && url.getHost() != null
          && url.getRawUserInfo() == null && url.getRawFragment() == null && url.getPort() <= 65_535
          && text.chars().allMatch(c -> c > ' ' && c < 127);
      return good ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /// What the name means now. A name that nobody knows now may be known later, and one that means something else later is
  /// found out when it is called.
  private static boolean isInside(String host) {
    try {
      return !Arrays.stream(InetAddress.getAllByName(host)).allMatch(PublicInternet::has);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static InvalidConfigurationException bad(String problem) {
    return new InvalidConfigurationException("endpoint", problem);
  }

  @Override
  public SendResult send(Push push) {
    if (push.payload().length > PushEncryption.LONGEST) {
      return rejected(FailureReason.CONTENT_REFUSED,
          "it has " + push.payload().length + " bytes, and " + PushEncryption.LONGEST + " are the most");
    }
    try {
      var to = dev.switchboard.providers.webpush.Subscription.parse(json(push.to()));
      if (!services.mayCall(to.endpoint())) {
        return rejected(FailureReason.BAD_ADDRESS, "the subscription's endpoint is not https");
      }
      var headers = new LinkedHashMap<String, String>();
      headers.put("TTL", Long.toString(Math.max(0, push.ttl().toSeconds())));
      headers.put("Urgency", push.urgency().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      if (push.topic() != null) {
        headers.put("Topic", push.topic());
      }
      var deadline = System.nanoTime() + settings.timeout().toNanos();
      return services.post(to, push.payload(), headers, deadline, UUID.randomUUID().toString());
    } catch (IllegalArgumentException e) {
      return rejected(FailureReason.BAD_ADDRESS, e.getMessage());
    }
  }

  private static String json(Subscription subscription) {
    var json = Json.object().put("endpoint", subscription.endpoint());
    json.putObject("keys").put("p256dh", subscription.p256dh()).put("auth", subscription.auth());
    return json.toString();
  }

  private static SendResult rejected(FailureReason reason, @Nullable String text) {
    return new SendResult.Rejected(Failure.of(reason, text));
  }
}
