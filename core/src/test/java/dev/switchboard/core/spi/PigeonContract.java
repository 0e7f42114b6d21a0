package dev.switchboard.core.spi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountField.Kind;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The contract of the invented service. Not run by itself: [ProviderContractTest] runs it, once for each flaw.
class PigeonContract extends ProviderContract {

  /// What is wrong with the provider; null where nothing is.
  static volatile @Nullable Flaw flaw;

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  protected ProviderFactory factory() {
    return new ProviderFactory() {

      @Override
      public String name() {
        return "pigeon";
      }

      @Override
      public List<AccountField> fields() {
        var key = flaw == Flaw.ASKS_FOR_A_SECRET_AS_A_SETTING ? Kind.TEXT : Kind.SECRET;
        var timeout = AccountField.rare("timeout", Kind.NUMBER, "Longest call");
        return List.of(AccountField.needed("url", Kind.TEXT, "Address of the loft"),
            AccountField.needed("key", key, "Key"), timeout);
      }

      @Override
      public IMessageProvider create(AccountConfiguration account) {
        return new PigeonProvider(http, account, flaw);
      }
    };
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

  @Override
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    var headers = Map.of("pigeon-signature", List.of(PigeonProvider.sign(secrets.get("key"), body)));
    return new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(), headers, body, at);
  }

  @Override
  protected FakeService fakeService() {
    return new HttpFakeService() {

      private final Set<String> taken = ConcurrentHashMap.newKeySet();

      @Override
      protected HttpReply accept(HttpCall call) {
        var id = JsonMutations.parse(call.body()).orElseThrow().path("id").asText();
        taken.add(id);
        return HttpReply.json(200, "{\"id\":\"pigeon-%s\"}".formatted(id));
      }

      @Override
      protected HttpReply throttle() {
        return HttpReply.json(429, "{}").with("Retry-After", "7");
      }

      @Override
      protected HttpReply refuse() {
        return HttpReply.json(422, "{}");
      }

      @Override
      protected HttpReply refuseCredentials() {
        return HttpReply.json(401, "{}");
      }

      @Override
      protected HttpReply lookUp(HttpCall call) {
        var known = taken.stream().anyMatch(call.target()::endsWith);
        return HttpReply.json(200, known ? "{\"status\":\"landed\"}" : "{\"status\":\"unknown\"}");
      }
    };
  }
}
