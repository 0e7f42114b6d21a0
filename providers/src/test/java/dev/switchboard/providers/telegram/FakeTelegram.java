package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The Bot API, as far as it is called.
final class FakeTelegram extends HttpFakeService {

  static final String TOKEN = "987654321:AAF-fake_token";
  static final Map<String, Secret> SECRETS = Map.of("token", new Secret(TOKEN), "webhookSecret",
      new Secret("only-Telegram_knows"));

  /// What was asked, in its order.
  final List<HttpCall> calls = new CopyOnWriteArrayList<>();
  private final Map<String, HttpReply> laid = new ConcurrentHashMap<>();
  private final AtomicInteger messages = new AtomicInteger(100);

  /// What a path answers, by its end.
  void lay(String path, HttpReply reply) {
    laid.put(path, reply);
  }

  /// An account of this service.
  AccountConfiguration account() {
    return new AccountConfiguration(UUID.randomUUID(), "bot",
        JsonNodeFactory.instance.objectNode().put("url", "http://" + host() + ":" + port()), SECRETS);
  }

  @Override
  protected HttpReply accept(HttpCall call) {
    calls.add(call);
    var path = call.target().replaceFirst("\\?.*", "").replaceFirst("^(/file)?/bot" + TOKEN + "/", "");
    if (laid.containsKey(path)) {
      return laid.get(path);
    }
    return HttpReply.json(200, path.equals("setMessageReaction") || path.equals("sendChatAction")
        ? "{\"ok\":true,\"result\":true}"
        : "{\"ok\":true,\"result\":{\"message_id\":%d,\"chat\":{\"id\":123456789,\"type\":\"private\"}}}"
            .formatted(messages.incrementAndGet()));
  }

  @Override
  protected boolean isLookup(HttpCall call) {
    return false;
  }

  @Override
  protected HttpReply throttle() {
    return HttpReply.json(429, "{\"ok\":false,\"error_code\":429,"
        + "\"description\":\"Too Many Requests: retry after 7\",\"parameters\":{\"retry_after\":7}}");
  }

  @Override
  protected HttpReply refuse() {
    return error(400, "Bad Request: chat not found");
  }

  @Override
  protected HttpReply refuseCredentials() {
    return error(401, "Unauthorized");
  }

  static HttpReply error(int code, String description) {
    return HttpReply.json(code,
        "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}".formatted(code, description));
  }
}
