package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Content.Notification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushMessageTest {

  private static final UUID ID = UUID.fromString("0199f0a0-0000-7000-8000-000000000001");

  @Test
  void aTextHasTheAccountsTitle() {
    var message = PushMessage.of(ID, new Content.Text("Olá"), settings());

    assertThat(Json.read(message.payload())).isEqualTo(json("""
        {"title": "Shop", "body": "Olá", "tag": "0199f0a0-0000-7000-8000-000000000001",
         "id": "0199f0a0-0000-7000-8000-000000000001"}"""));
    assertThat(message.headers()).containsExactly(Map.entry("TTL", "3600"), Map.entry("Urgency", "normal"));
  }

  @Test
  void aNotificationIsOneObjectForTheServiceWorker() {
    var message = PushMessage.of(ID,
        new Notification("Pedido 12", "Saiu", URI.create("https://shop.example/12.png"), Map.of("order", "12"),
            URI.create("https://shop.example/orders/12"), "order-12",
            json(
                """
                {"android": {"ttl": "5s"},
                 "webpush": {"urgency": "high", "ttl": 60, "data": {"more": "x"},
                             "notification": {"icon": "https://shop.example/icon.png", "requireInteraction": true}}}""")),
        settings());

    assertThat(Json.read(message.payload())).isEqualTo(json("""
        {"title": "Pedido 12", "body": "Saiu", "image": "https://shop.example/12.png",
         "link": "https://shop.example/orders/12", "tag": "order-12", "data": {"order": "12", "more": "x"},
         "icon": "https://shop.example/icon.png", "requireInteraction": true,
         "id": "0199f0a0-0000-7000-8000-000000000001"}"""));
    assertThat(message.headers()).containsExactly(Map.entry("TTL", "60"), Map.entry("Urgency", "high"),
        Map.entry("Topic", "order-12"));
  }

  @Test
  void whatIsWrittenForFcmIsUnderstoodToo() {
    var headers = with("{\"webpush\": {\"headers\": {\"TTL\": \"0\", \"Urgency\": \"very-low\", \"Topic\": \"t\"}}}")
        .headers();

    assertThat(headers).containsExactly(Map.entry("TTL", "0"), Map.entry("Urgency", "very-low"),
        Map.entry("Topic", "t"));
  }

  @Test
  void aTopicThatIsLongOrHasOtherCharactersGetsAShortNameAlwaysTheSame() {
    for (var topic : new String[]{"x".repeat(33), "Ordem nº 12", "a b", "a/b"}) {
      var name = topic(topic);
      assertThat(name).matches("[0-9a-f]{32}").isEqualTo(topic(topic)).isNotEqualTo(topic(topic + "1"));
    }
    assertThat(topic("x".repeat(32))).isEqualTo("x".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"webpush\": {\"urgency\": \"urgent\"}}", "{\"webpush\": {\"ttl\": -1}}",
      "{\"webpush\": {\"ttl\": \"soon\"}}", "{\"webpush\": {\"ttl\": 2419201}}", "{\"webpush\": 5}",
      "{\"webpush\": {\"headers\": {\"Urgency\": \"x\\r\\nX-Evil: 1\"}}}"})
  void optionsThatMeanNothingAreRefusedByName(String options) {
    assertThatThrownBy(() -> with(options)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("options.webpush");
  }

  @Test
  void aNotificationOfNothingIsRefused() {
    assertThatThrownBy(
        () -> PushMessage.of(ID, new Notification(null, null, null, Map.of(), null, null, null), settings()))
        .hasMessageContaining("neither title");
  }

  private static String topic(String topic) {
    return PushMessage.of(ID, new Notification("T", null, null, Map.of(), null, topic, null), settings()).headers()
        .get("Topic");
  }

  private static PushMessage with(String options) {
    return PushMessage.of(ID, new Notification("T", null, null, Map.of(), null, null, json(options)), settings());
  }

  private static WebPushSettings settings() {
    var keys = VapidKeys.generate();
    return WebPushSettings.of(new AccountConfiguration(UUID.randomUUID(), "push",
        JsonNodeFactory.instance.objectNode().put("vapidPublicKey", keys.publicKey())
            .put("subject", "mailto:push@shop.example").put("title", "Shop").put("ttl", 3600),
        Map.of("vapidPrivateKey", keys.privateKey())));
  }

  private static JsonNode json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
