package dev.switchboard.providers.pigeon;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class PigeonContractTest extends ProviderContract {

  @Override
  protected ProviderFactory factory() {
    return new PigeonFactory();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("url", "http://" + fake.host() + ":" + fake.port())
        .put("timeout", timeout.toMillis());
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("key", new Secret("grain-of-wheat"));
  }

  // As the service signs, and not by the provider's own code: otherwise both could be wrong in the same way.
  @Override
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secrets.get("key").reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var headers = Map.of("content-type", List.of("application/json"), "pigeon-signature",
          List.of(HexFormat.of().formatHex(mac.doFinal(body))));
      return new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(), headers, body, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected FakeService fakeService() {
    return new HttpFakeService() {

      private final Set<String> taken = ConcurrentHashMap.newKeySet();

      @Override
      protected HttpReply accept(HttpCall call) {
        var reference = PigeonAnswers.parse(call.body()).path("reference").asText();
        taken.add(reference);
        return HttpReply.json(201, "{\"id\":\"pigeon-%s\"}".formatted(reference));
      }

      @Override
      protected HttpReply throttle() {
        return HttpReply.json(429, "{\"error\":{\"code\":\"flock_is_tired\"}}").with("Retry-After", "7");
      }

      @Override
      protected HttpReply refuse() {
        return HttpReply.json(422, "{\"error\":{\"code\":\"unknown_loft\",\"text\":\"nobody lives there\"}}");
      }

      @Override
      protected HttpReply refuseCredentials() {
        return HttpReply.json(401, "{\"error\":{\"code\":\"who_are_you\"}}");
      }

      @Override
      protected HttpReply lookUp(HttpCall call) {
        var reference = call.target().substring(call.target().lastIndexOf('/') + 1);
        return taken.contains(reference)
            ? HttpReply.json(200, "{\"id\":\"pigeon-%s\",\"status\":\"landed\"}".formatted(reference))
            : HttpReply.json(404, "{\"error\":{\"code\":\"no_such_message\"}}");
      }
    };
  }
}
