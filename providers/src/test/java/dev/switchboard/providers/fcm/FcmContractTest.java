package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class FcmContractTest extends ProviderContract {

  private static final TokenServer TOKENS = new TokenServer();
  private static final String ERROR = """
      {"error":{"code":%d,"message":"%s","status":"%s",
       "details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"%s"}]}}""";

  // The first token takes long, for Google's library is large, and some tests are impatient.
  @BeforeAll
  static void loadTheLibrary() {
    var settings = JsonNodeFactory.instance.objectNode().put("url", "http://127.0.0.1:1").put("tokenUrl", TOKENS.url());
    var account = new AccountConfiguration(UUID.randomUUID(), "first", settings,
        Map.of("serviceAccount", TokenServer.secret()));
    new FcmFactory().create(account).check(null);
  }

  @AfterAll
  static void stopTokens() {
    TOKENS.close();
  }

  @Override
  protected ProviderFactory factory() {
    return new FcmFactory();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("url", "http://" + fake.host() + ":" + fake.port())
        .put("tokenUrl", TOKENS.url()).put("projectId", "my-shop-4711").put("timeout", timeout.toMillis());
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("serviceAccount", TokenServer.secret());
  }

  @Override
  protected FakeService fakeService() {
    return new HttpFakeService() {

      @Override
      protected HttpReply accept(HttpCall call) {
        return HttpReply.json(200, "{\"name\":\"projects/my-shop-4711/messages/%s\"}".formatted(UUID.randomUUID()));
      }

      @Override
      protected HttpReply throttle() {
        return error(429, "Quota exceeded", "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED").with("Retry-After", "7");
      }

      @Override
      protected HttpReply refuse() {
        return error(404, "Requested entity was not found.", "NOT_FOUND", "UNREGISTERED");
      }

      @Override
      protected HttpReply refuseCredentials() {
        return HttpReply.json(401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}");
      }
    };
  }

  private static HttpReply error(int status, String message, String word, String code) {
    return HttpReply.json(status, ERROR.formatted(status, message, word, code));
  }
}
