package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class SandboxContractTest extends ProviderContract {

  @Override
  protected ProviderFactory factory() {
    return new SandboxFactory();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("url", "http://" + fake.host() + ":" + fake.port())
        .put("webhookUrl", "https://switchboard.example/webhooks/1").put("timeout", timeout.toMillis());
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("key", new Secret("sandbox-key-0123456789"));
  }

  @Override
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    var timestamp = Long.toString(at.getEpochSecond());
    var headers = Map.of("content-type", List.of("application/json"), "sandbox-timestamp", List.of(timestamp),
        "sandbox-signature", List.of(hmac(secrets.get("key"), timestamp + ".", body)));
    return new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(), headers, body, at);
  }

  // As the service does it, and not by the provider's own code: otherwise both could be wrong in the same way.
  private static String hmac(Secret key, String prefix, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(prefix.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected FakeService fakeService() {
    return new HttpFakeService() {

      private final Queue<String> ids = new ConcurrentLinkedQueue<>();

      @Override
      protected HttpReply accept(HttpCall call) {
        var reference = Json.read(call.body()).path("reference").asText();
        var id = "sbx-" + reference + "-" + Json.read(call.body()).path("attempt").asInt();
        ids.add(id);
        return HttpReply.json(202, "{\"id\":\"%s\"}".formatted(id));
      }

      @Override
      protected HttpReply throttle() {
        return HttpReply.json(429, "{\"error\":{\"code\":\"throttled\"}}").with("Retry-After", "7");
      }

      @Override
      protected HttpReply refuse() {
        return HttpReply.json(422, "{\"error\":{\"code\":\"unknown_number\",\"text\":\"nobody has this number\"}}");
      }

      @Override
      protected HttpReply refuseCredentials() {
        return HttpReply.json(401, "{\"error\":{\"code\":\"bad_key\"}}");
      }

      @Override
      protected HttpReply lookUp(HttpCall call) {
        var reference = call.target().substring(call.target().indexOf('=') + 1);
        var answer = Json.object().put("since", Instant.EPOCH.toString());
        var messages = answer.putArray("messages");
        ids.stream().filter(id -> id.contains(reference))
            .forEach(id -> messages.addObject().put("id", id).put("status", "delivered"));
        return HttpReply.json(200, answer.toString());
      }
    };
  }
}
