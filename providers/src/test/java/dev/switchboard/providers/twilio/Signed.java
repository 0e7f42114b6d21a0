package dev.switchboard.providers.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchboard.core.spi.WebhookRequest;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Webhooks as Twilio signs them, written once more and not by the provider's own code: otherwise both could be wrong in
/// the same way.
final class Signed {

  static WebhookRequest form(String url, byte[] body, String token, Instant at) {
    var fields = new TreeMap<String, TreeSet<String>>();
    for (var pair : new String(body, UTF_8).split("&")) {
      var halves = pair.split("=", 2);
      if (!pair.isEmpty()) {
        fields.computeIfAbsent(decoded(halves[0]), _ -> new TreeSet<>())
            .add(halves.length == 1 ? "" : decoded(halves[1]));
      }
    }
    var text = new StringBuilder(url);
    fields.forEach((name, values) -> values.forEach(value -> text.append(name).append(value)));
    return request("POST", url, body, signature(text.toString(), token), at);
  }

  static WebhookRequest request(String method, String url, byte[] body, String signature, Instant at) {
    var headers = Map.of("content-type", List.of("application/x-www-form-urlencoded"), "x-twilio-signature",
        List.of(signature));
    var query = url.contains("?") ? Form.of(url.substring(url.indexOf('?') + 1)).fields()
        : Map.<String, List<String>>of();
    return new WebhookRequest(method, url, query, headers, body, at);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  static String signature(String text, String token) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Signed() {}
}
