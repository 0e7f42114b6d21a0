package dev.switchboard.providers.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WhatsAppWebhookTest {

  private final WhatsAppFactory factory = new WhatsAppFactory();
  private final WhatsAppProvider provider = TestAccount.provider(factory,
      TestAccount.settings("https://graph.example", Duration.ofSeconds(1)));

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void whoKnowsTheVerifyTokenGetsTheChallengeBack() {
    assertThat(ask(Map.of())).isEqualTo(
        new WebhookResult.Understood(List.of(), new WebhookResult.Answer("text/plain", "1158201444")));
  }

  @Test
  void whoDoesNotKnowTheVerifyTokenIsRefused() {
    assertThat(ask(Map.of("hub.verify_token", "guessed"))).isInstanceOf(WebhookResult.Refused.class);
    assertThat(ask(Map.of("hub.verify_token", ""))).isInstanceOf(WebhookResult.Refused.class);
  }

  @Test
  void aQuestionThatIsNotMetasIsRefused() {
    assertThat(ask(Map.of("hub.mode", "unsubscribe"))).isInstanceOf(WebhookResult.Refused.class);
    assertThat(provider.receive(new WebhookRequest("GET", "https://switchboard.example/webhooks/1", Map.of(), Map.of(),
        new byte[0], Instant.now()))).isInstanceOf(WebhookResult.Refused.class);
  }

  @Test
  void anOldSignatureOfTheSameBodyIsNotEnough() {
    var body = "{\"object\":\"whatsapp_business_account\",\"entry\":[]}"
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var request = new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(),
        Map.of("x-hub-signature", List.of("sha1=" + "0".repeat(40))), body, Instant.now());

    assertThat(provider.receive(request)).isInstanceOf(WebhookResult.Refused.class);
  }

  private WebhookResult ask(Map<String, String> changed) {
    var query = new HashMap<>(Map.of("hub.mode", List.of("subscribe"), "hub.challenge", List.of("1158201444"),
        "hub.verify_token", List.of(TestAccount.secret("verifyToken").reveal())));
    changed.forEach((name, value) -> query.put(name, List.of(value)));
    return provider.receive(new WebhookRequest("GET", "https://switchboard.example/webhooks/1", query, Map.of(),
        new byte[0], Instant.now()));
  }
}
