package dev.switchboard.providers.webpush;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.util.Locale;
import java.util.Set;

/// Where one browser takes messages: what `PushSubscription.toJSON()` gives there, such as
/// `{"endpoint":"https://push.example/…","keys":{"p256dh":"B…","auth":"…"}}`.
///
/// @param endpoint a capability: whoever knows it may try to send
/// @param key the browser's public key
/// @param auth the browser's secret, 16 bytes
@SuppressWarnings("ArrayRecordComponent") // never compared
record Subscription(URI endpoint, ECPublicKey key, byte[] auth) {

  private static final int AUTH = 16;

  /// @throws IllegalArgumentException where it is no subscription; the text says why
  static Subscription parse(String text) {
    var json = Json.read(text.getBytes(StandardCharsets.UTF_8));
    if (!json.path("endpoint").isTextual() || !json.path("keys").isObject()) {
      throw new IllegalArgumentException("it is not a browser's subscription, which is JSON with endpoint and keys");
    }
    var keys = json.path("keys");
    try {
      var auth = P256.fromText(keys.path("auth").asText());
      if (auth.length != AUTH) {
        throw new IllegalArgumentException("it is not 16 bytes long");
      }
      return new Subscription(endpoint(json.path("endpoint").textValue()),
          P256.publicKey(P256.fromText(keys.path("p256dh").asText())), auth);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the subscription cannot be used: " + e.getMessage(), e);
    }
  }

  private static URI endpoint(String text) {
    try {
      var url = new URI(text);
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if (Set.of("https", "http").contains(scheme) && url.getHost() != null && url.getRawUserInfo() == null
          && url.getRawFragment() == null && url.getPort() <= 65_535) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, in one sentence for all kinds of nonsense.
    }
    throw new IllegalArgumentException("its endpoint is no https address");
  }

  /// One spelling for all spellings of the same subscription: these members in this order, keys in base64url without
  /// padding, nothing else.
  String normalForm() {
    var json = Json.object().put("endpoint", endpoint.toString());
    json.putObject("keys").put("p256dh", P256.text(P256.bytes(key))).put("auth", P256.text(auth));
    return json.toString();
  }

  /// The origin alone.
  @Override
  public String toString() {
    return "Subscription[" + Vapid.origin(endpoint) + "]";
  }
}
