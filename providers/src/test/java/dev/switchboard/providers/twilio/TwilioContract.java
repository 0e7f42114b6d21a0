package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What both of Twilio's channels have in common.
abstract class TwilioContract extends ProviderContract {

  private static final String WEBHOOK = "https://switchboard.example/webhooks/1";

  @Override
  protected ProviderFactory factory() {
    return new TwilioFactory();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("url", "http://" + fake.host() + ":" + fake.port())
        .put("accountSid", FakeTwilio.ACCOUNT).put("webhookUrl", WEBHOOK).put("timeout", timeout.toMillis());
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("authToken", new Secret(FakeTwilio.TOKEN), "otherAuthToken", new Secret("aaaabbbbccccddddeeeeffff"));
  }

  @Override
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    var url = WEBHOOK + "?messageId=0199f000-0000-7000-8000-000000000001";
    return Signed.form(url, body, secrets.get("authToken").reveal(), at);
  }

  @Override
  protected FakeService fakeService() {
    return new FakeTwilio();
  }
}
