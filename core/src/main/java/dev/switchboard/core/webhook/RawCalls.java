package dev.switchboard.core.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.RowCipher;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Calls in the form in which they are kept: sealed as a whole, because addresses, headers and bodies tell who wrote what to
/// whom, and without what would let others in. Thread-safe.
final class RawCalls {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SECRET = Set.of("authorization", "cookie", "proxy-authorization");

  /// A call as its row has it.
  record Sealed(String keyId, byte[] bytes) {}

  /// A call as it came.
  ///
  /// @param items what was understood of it; null where that was not kept yet when it came
  record Opened(WebhookRequest request, @Nullable List<WebhookItem> items) {}

  /// What stands before the body.
  record Head(String url, Map<String, List<String>> headers, List<WebhookItem> items) {}

  private final RowCipher cipher;

  RawCalls(RowCipher cipher) {
    this.cipher = cipher;
  }

  Sealed seal(RowCipher.Place place, WebhookRequest request, List<InboundEvent> events) {
    var headers = new TreeMap<>(request.headers());
    headers.keySet().removeAll(SECRET);
    try {
      var head = JSON.writeValueAsString(new Head(request.url(), headers, WebhookItem.of(events)))
          .getBytes(StandardCharsets.UTF_8);
      var length = ByteBuffer.allocate(Integer.BYTES).putInt(head.length).array();
      return new Sealed(cipher.keyId(), cipher.seal(place, length, head, request.body()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("addresses and headers are strings", e);
    }
  }

  /// @throws dev.switchboard.core.account.UnopenableException where its key is not configured, or it was tampered with
  Opened open(RowCipher.Place place, Sealed sealed, String method, Instant receivedAt) {
    var bytes = ByteBuffer.wrap(cipher.open(place, sealed.keyId, sealed.bytes));
    try {
      var head = new byte[bytes.getInt()];
      bytes.get(head);
      var body = new byte[bytes.remaining()];
      bytes.get(body);
      var told = JSON.readValue(head, Head.class);
      return new Opened(new WebhookRequest(method, told.url, query(told.url), told.headers, body, receivedAt),
          told.items);
    } catch (IOException e) {
      throw new IllegalStateException("a kept webhook that cannot be read", e);
    }
  }

  /// A call that was kept before calls were sealed: without its host.
  static Opened clear(String path, String query, String headers, byte[] body, String method, Instant receivedAt) {
    var url = query.isEmpty() ? path : path + "?" + query;
    try {
      var told = JSON.readValue(headers, new TypeReference<Map<String, List<String>>>() {});
      return new Opened(new WebhookRequest(method, url, query(url), told, body, receivedAt), null);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept webhook whose headers cannot be read", e);
    }
  }

  private static Map<String, List<String>> query(String url) {
    var query = new LinkedHashMap<String, List<String>>();
    var mark = url.indexOf('?');
    if (mark >= 0) {
      Arrays.stream(url.substring(mark + 1).split("&")).filter(pair -> !pair.isEmpty()).forEach(pair -> {
        var equals = pair.indexOf('=');
        query.computeIfAbsent(decode(equals < 0 ? pair : pair.substring(0, equals)), _ -> new ArrayList<>())
            .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      });
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
