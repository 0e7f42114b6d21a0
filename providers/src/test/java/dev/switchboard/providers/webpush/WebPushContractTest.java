package dev.switchboard.providers.webpush;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.push.Browser;
import dev.switchboard.core.spi.Conduct;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class WebPushContractTest extends ProviderContract {

  private static final VapidKeys KEYS = VapidKeys.generate();

  private final Browser browser = new Browser();
  private String endpoint = "";

  @Override
  protected ProviderFactory factory() {
    return new WebPushFactory();
  }

  @Override
  protected String recipient() {
    return browser.subscription(endpoint).toString();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    var settings = JsonNodeFactory.instance.objectNode().put("vapidPublicKey", KEYS.publicKey())
        .put("subject", "mailto:push@shop.example").put("title", "Shop").put("ttl", 3600)
        .put("timeout", timeout.toMillis());
    settings.putArray("allowedHosts").add(fake.host() + ":" + fake.port());
    return settings;
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("vapidPrivateKey", KEYS.privateKey());
  }

  @Override
  protected FakeService fakeService() {
    var fake = new PushService();
    endpoint = "http://" + fake.host() + ":" + fake.port() + "/push/1";
    return fake;
  }

  private static final class PushService extends HttpFakeService {

    // The whole answer is its status: a body of nonsense is as good as none.
    @Override
    public Set<Conduct> conducts() {
      return EnumSet.complementOf(EnumSet.of(Conduct.GARBLES));
    }

    @Override
    protected HttpReply accept(HttpCall call) {
      return HttpReply.json(201, "").with("Location", "/message/" + UUID.randomUUID());
    }

    @Override
    protected HttpReply throttle() {
      return HttpReply.json(429, "").with("Retry-After", "7");
    }

    @Override
    protected HttpReply refuse() {
      return HttpReply.json(410, "{\"code\":410,\"errno\":106,\"message\":\"Request did not validate\"}");
    }

    @Override
    protected HttpReply refuseCredentials() {
      return HttpReply.json(403, "{\"reason\":\"BadJwtToken\"}");
    }
  }
}
