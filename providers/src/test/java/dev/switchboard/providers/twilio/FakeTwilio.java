package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Twilio on the wire, as far as we ask it: messages, contents, and whatever a test lays down beforehand.
final class FakeTwilio extends HttpFakeService {

  static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
  static final String TOKEN = "0123456789abcdeffedcba9876543210";

  /// All requests, in their order.
  final List<HttpCall> calls = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, HttpReply> laid = new ConcurrentHashMap<>();
  private final Map<String, String> messages = new ConcurrentHashMap<>();

  /// From now on a request whose target begins like this is answered so.
  void lay(String target, HttpReply reply) {
    laid.put(target, reply);
  }

  String url() {
    return "http://" + host() + ":" + port();
  }

  /// The form of the last message that was brought.
  Form lastMessage() {
    return calls.reversed().stream()
        .filter(call -> call.method().equals("POST") && call.target().endsWith("/Messages.json")).findFirst()
        .map(call -> Form.of(call.body())).orElseThrow();
  }

  @Override
  protected boolean isLookup(HttpCall call) {
    return call.method().equals("GET") || call.target().startsWith("/v1/Content")
        || call.target().startsWith("/v2/Indicators");
  }

  @Override
  protected HttpReply accept(HttpCall call) {
    calls.add(call);
    var other = laid(call);
    if (other != null) {
      return other;
    }
    var sid = "SM" + UUID.randomUUID().toString().replace("-", "");
    messages.put(sid, "queued");
    return HttpReply.json(201, message(sid, "queued"));
  }

  @Override
  protected HttpReply lookUp(HttpCall call) {
    calls.add(call);
    var other = laid(call);
    if (other != null) {
      return other;
    }
    if (call.target().startsWith("/v1/ContentAndApprovals")) {
      return HttpReply.json(200, """
          {"contents": [{"sid": "HX00000000000000000000000000000001", "friendly_name": "order_shipped",
            "language": "pt_BR", "types": {"twilio/text": {"body": "{{1}}"}},
            "approval_requests": {"status": "approved", "category": "UTILITY", "rejection_reason": ""}}],
           "meta": {"next_page_url": null}}""");
    }
    if (call.target().startsWith("/v1/Content")) {
      return HttpReply.json(201, "{\"sid\": \"HX%s\"}".formatted(UUID.randomUUID().toString().replace("-", "")));
    }
    var sid = call.target().replaceFirst("^.*/", "").replaceFirst("\\.json$", "");
    return messages.containsKey(sid) ? HttpReply.json(200, message(sid, "delivered"))
        : HttpReply.json(404, error(20404, 404));
  }

  private @Nullable HttpReply laid(HttpCall call) {
    return laid.keySet().stream().filter(target -> call.target().startsWith(target))
        .max(Comparator.comparing(String::length)).map(laid::get).orElse(null);
  }

  private static String message(String sid, String status) {
    return """
        {"account_sid": "%s", "api_version": "2010-04-01", "body": "Ola", "date_created": "Sat, 21 Nov 2026 12:00:00 +0000",
         "date_sent": null, "date_updated": "Sat, 21 Nov 2026 12:00:01 +0000", "direction": "outbound-api",
         "error_code": null, "error_message": null, "from": "+15005550006", "messaging_service_sid": null,
         "num_media": "0", "num_segments": "1", "price": null, "price_unit": null, "sid": "%s", "status": "%s",
         "subresource_uris": {}, "to": "+5511999990001", "uri": "/2010-04-01/Accounts/%s/Messages/%s.json"}"""
        .formatted(ACCOUNT, sid, status, ACCOUNT, sid);
  }

  static String error(int code, int status) {
    return """
        {"code": %d, "message": "Twilio's words", "more_info": "https://www.twilio.com/docs/errors/%d", "status": %d}"""
        .formatted(code, code, status);
  }

  @Override
  protected HttpReply throttle() {
    return HttpReply.json(429, error(20429, 429)).with("Retry-After", "7");
  }

  @Override
  protected HttpReply refuse() {
    return HttpReply.json(400, error(21211, 400));
  }

  @Override
  protected HttpReply refuseCredentials() {
    return HttpReply.json(401, error(20003, 401));
  }
}
