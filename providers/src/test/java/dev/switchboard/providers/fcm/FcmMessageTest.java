package dev.switchboard.providers.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Content.Notification;
import dev.switchboard.core.spi.OutboundMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FcmMessageTest {

  private static final UUID ID = UUID.fromString("0199f0a0-0000-7000-8000-000000000001");

  @Test
  void aTextIsTheBodyOfANotification() {
    assertThat(FcmMessage.of(message(), new Content.Text("Seu pedido saiu"))).isEqualTo(json("""
        {"token": "device-1",
         "notification": {"body": "Seu pedido saiu"},
         "android": {"notification": {"tag": "0199f0a0-0000-7000-8000-000000000001"}},
         "apns": {"headers": {"apns-collapse-id": "0199f0a0-0000-7000-8000-000000000001"}},
         "webpush": {"notification": {"tag": "0199f0a0-0000-7000-8000-000000000001"}},
         "data": {"switchboardMessageId": "0199f0a0-0000-7000-8000-000000000001"}}"""));
  }

  @Test
  void aNotificationSaysEverythingToEveryPlatform() {
    var notification = new Notification("Pedido 12", "Saiu para entrega", URI.create("https://shop.example/12.png"),
        Map.of("order", "12"), URI.create("https://shop.example/orders/12"), "order-12", null);

    assertThat(FcmMessage.of(message(), notification)).isEqualTo(json("""
        {"token": "device-1",
         "notification": {"title": "Pedido 12", "body": "Saiu para entrega", "image": "https://shop.example/12.png"},
         "android": {"notification": {"tag": "order-12"}, "collapseKey": "order-12"},
         "apns": {"headers": {"apns-collapse-id": "order-12"}, "payload": {"aps": {"mutable-content": 1}},
                  "fcmOptions": {"image": "https://shop.example/12.png"}},
         "webpush": {"notification": {"tag": "order-12"}, "headers": {"Topic": "order-12"},
                     "fcmOptions": {"link": "https://shop.example/orders/12"}},
         "data": {"order": "12", "link": "https://shop.example/orders/12",
                  "switchboardMessageId": "0199f0a0-0000-7000-8000-000000000001"}}"""));
  }

  @Test
  void dataAloneWakesTheAppAndShowsNothing() {
    var made = FcmMessage.of(message(), data(Map.of("sync", "now"), null));

    assertThat(made.has("notification")).isFalse();
    assertThat(made.at("/apns/payload/aps/content-available").asInt()).isEqualTo(1);
    assertThat(made.at("/apns/headers/apns-push-type").asText()).isEqualTo("background");
    assertThat(made.at("/data/sync").asText()).isEqualTo("now");
  }

  @Test
  void optionsOfAPlatformLieOverWhatAllGet() {
    var options = json("""
        {"android": {"priority": "HIGH", "ttl": "3600s", "collapse_key": "mine",
                     "notification": {"channel_id": "orders", "tag": "mine"}, "data": {"snake_case": "1"}},
         "apns": {"payload": {"aps": {"sound": "default", "thread_id": "kept"}}, "fcm_options": {"analytics_label": "a"}},
         "webpush": {"urgency": "high", "ttl": 60, "notification": {"require_interaction": true}},
         "fcm_options": {"analytics_label": "spring"}}""");

    var made = FcmMessage.of(message(), new Notification("T", null, null, Map.of(), null, "topic", options));

    assertThat(made.get("android")).isEqualTo(json("""
        {"notification": {"tag": "mine", "channelId": "orders"}, "collapseKey": "mine", "priority": "HIGH", "ttl": "3600s",
         "data": {"snake_case": "1"}}"""));
    assertThat(made.get("apns")).isEqualTo(json("""
        {"headers": {"apns-collapse-id": "topic"}, "payload": {"aps": {"sound": "default", "thread_id": "kept"}},
         "fcmOptions": {"analyticsLabel": "a"}}"""));
    assertThat(made.get("webpush")).isEqualTo(json("""
        {"notification": {"tag": "topic", "require_interaction": true},
         "headers": {"Topic": "topic", "Urgency": "high", "TTL": "60"}}"""));
    assertThat(made.get("fcmOptions")).isEqualTo(json("{\"analyticsLabel\": \"spring\"}"));
  }

  @Test
  void noTimeToLiveIsMadeUp() {
    assertThat(FcmMessage.of(message(), new Content.Text("x")).toString()).doesNotContain("ttl", "TTL", "expiration");
  }

  @Test
  void aLongTopicIsAShortNameEverywhere() {
    var topic = "Ordem nº 12 / ".repeat(20);
    var made = FcmMessage.of(message(), new Notification("T", null, null, Map.of(), null, topic, null));

    assertThat(made.at("/webpush/headers/Topic").asText()).matches("[A-Za-z0-9_-]{32}");
    assertThat(made.at("/apns/headers/apns-collapse-id").asText().getBytes(StandardCharsets.UTF_8).length)
        .isBetween(1, 64);
    assertThat(made.at("/android/collapseKey").asText()).isEqualTo(topic);
  }

  @Test
  void aLinkThatIsNotHttpsIsForTheAppOnly() {
    var made = FcmMessage.of(message(),
        new Notification("T", null, null, Map.of(), URI.create("shop://orders/12"), null, null));

    assertThat(made.at("/webpush/fcmOptions").isMissingNode()).isTrue();
    assertThat(made.at("/data/link").asText()).isEqualTo("shop://orders/12");
  }

  @Test
  void aNotificationOfNothingIsRefused() {
    assertThatThrownBy(() -> FcmMessage.of(message(), data(Map.of(), null))).hasMessageContaining("neither title");
  }

  @Test
  void optionsOfAnotherShapeAreRefusedByName() {
    for (var options : new String[]{"[]", "{\"android\": 5}", "{\"apns\": []}", "{\"webpush\": \"x\"}"}) {
      assertThatThrownBy(() -> FcmMessage.of(message(), data(Map.of("a", "b"), json(options)))).as(options)
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("options");
    }
  }

  @Test
  void bytesAreCountedAndNotCharacters() {
    var letters = FcmMessage.size(FcmMessage.of(message(), new Content.Text("a".repeat(900))));
    var clefs = FcmMessage.size(FcmMessage.of(message(), new Content.Text("𝄞".repeat(900))));

    assertThat(clefs - letters).isEqualTo(2700);
  }

  @Test
  void whatOnePlatformGetsCountsForThatPlatform() {
    var made = FcmMessage.of(message(), new Notification("T", null, null, Map.of(), null, null, json("""
        {"android": {"data": {"a": "%s"}}, "apns": {"payload": {"a": "%s"}}}""".formatted("x".repeat(3000),
        "x".repeat(3000)))));

    assertThat(FcmMessage.size(made)).isBetween(3000, 3300);
  }

  private static Notification data(Map<String, String> data, JsonNode options) {
    return new Notification(null, null, null, data, null, null, options);
  }

  private static OutboundMessage message() {
    return new OutboundMessage(ID, "device-1", new Content.Text(""), null, 1, 0);
  }

  private static JsonNode json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
