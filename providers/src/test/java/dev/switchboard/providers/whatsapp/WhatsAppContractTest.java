package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.HttpCall;
import dev.switchboard.core.spi.HttpFakeService;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

class WhatsAppContractTest extends ProviderContract {

  @Override
  protected ProviderFactory factory() {
    return new WhatsAppFactory();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return TestAccount.settings("http://" + fake.host() + ":" + fake.port(), timeout);
  }

  @Override
  protected Map<String, Secret> secrets() {
    return TestAccount.SECRETS;
  }

  @Override
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    return TestAccount.signed(body, secrets.getOrDefault("appSecret", new Secret("none")), at);
  }

  @Override
  protected FakeService fakeService() {
    return new HttpFakeService() {

      @Override
      protected HttpReply accept(HttpCall call) {
        return HttpReply.json(200, """
            {"messaging_product":"whatsapp","contacts":[{"input":"5511999990001","wa_id":"5511999990001"}],
             "messages":[{"id":"wamid.%s","message_status":"accepted"}]}""".formatted(UUID.randomUUID()));
      }

      @Override
      protected HttpReply throttle() {
        return HttpReply.json(429, error(130429, "Rate limit hit")).with("Retry-After", "7");
      }

      @Override
      protected HttpReply refuse() {
        return HttpReply.json(400, error(131026, "Message undeliverable"));
      }

      @Override
      protected HttpReply refuseCredentials() {
        return HttpReply.json(401,
            error(190, "Malformed access token " + TestAccount.secret("accessToken").reveal()));
      }

      @Override
      protected HttpReply fail() {
        return HttpReply.json(500, error(131000, "Something went wrong"));
      }
    };
  }

  private static String error(int code, String message) {
    return """
        {"error":{"message":"%s","type":"OAuthException","code":%d,"fbtrace_id":"A1"}}""".formatted(message, code);
  }
}
