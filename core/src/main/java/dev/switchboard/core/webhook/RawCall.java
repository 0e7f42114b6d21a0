package dev.switchboard.core.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.WebhookRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A call in the form in which it is kept, without what would let others in.
final class RawCall {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SECRET = Set.of("authorization", "cookie", "proxy-authorization");

  static String query(WebhookRequest request) {
    var mark = request.url().indexOf('?');
    return mark < 0 ? "" : Jsonb.storableText(request.url().substring(mark + 1));
  }

  static String headers(WebhookRequest request) {
    Map<String, List<String>> kept = new TreeMap<>(request.headers());
    kept.keySet().removeAll(SECRET);
    try {
      return Jsonb.storable(JSON.writeValueAsString(kept));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("headers are strings", e);
    }
  }

  private RawCall() {}
}
