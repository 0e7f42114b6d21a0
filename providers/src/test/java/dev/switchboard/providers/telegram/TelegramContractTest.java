package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class TelegramContractTest extends ProviderContract {

  @Override
  protected ProviderFactory factory() {
    return new TelegramFactory();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("url", "http://" + fake.host() + ":" + fake.port())
        .put("timeout", timeout.toMillis()).put("uploadTimeout", timeout.toMillis());
  }

  @Override
  protected Map<String, Secret> secrets() {
    return FakeTelegram.SECRETS;
  }

  @Override
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    var headers = Map.of("content-type", List.of("application/json"), "x-telegram-bot-api-secret-token",
        List.of(secrets.get("webhookSecret").reveal()));
    return new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(), headers, body, at);
  }

  @Override
  protected boolean signsBody() {
    return false;
  }

  @Override
  protected String theirMessageId() {
    return "123456789:41";
  }

  @Override
  protected FakeService fakeService() {
    return new FakeTelegram();
  }
}
