package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.push.Browser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {

  private static final String GOOD = new Browser().subscription("https://push.example.net/1").toString();

  @Test
  void allSpellingsOfASubscriptionAreOne() {
    var normal = Subscription.parse(GOOD).normalForm();
    var json = Json.read(GOOD.getBytes(StandardCharsets.UTF_8));
    var keys = json.path("keys");
    var another = """
        { "keys": {"auth": "%s==", "p256dh": "%s="}, "expirationTime": 5, "endpoint": "https://push.example.net/1" }"""
        .formatted(keys.path("auth").asText().replace('-', '+').replace('_', '/'),
            keys.path("p256dh").asText().replace('-', '+').replace('_', '/'));

    assertThat(Subscription.parse(another).normalForm()).isEqualTo(normal);
    assertThat(Subscription.parse(normal).normalForm()).isEqualTo(normal);
    assertThat(normal).startsWith("{\"endpoint\":\"https://push.example.net/1\",\"keys\":{\"p256dh\":\"B");
  }

  @Test
  void itsTextTellsNobodyHowToSendToIt() {
    assertThat(Subscription.parse(GOOD)).hasToString("Subscription[https://push.example.net]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "[]", "{}", "https://push.example.net/1", "{\"endpoint\":\"https://push.example.net/1\"}",
          "{\"endpoint\":5,\"keys\":{}}"})
  void whatIsNoSubscriptionIsRefused(String text) {
    assertThatThrownBy(() -> Subscription.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://push.example.net/1", "https://", "push.example.net", "https://me:you@push.example.net/1",
          "https://push.example.net/%", "https://push.example.net:99999/", "javascript:alert(1)",
          "https://push.example.net/#a"})
  void anEndpointThatIsNoAddressOfAServiceIsRefused(String endpoint) {
    assertThatThrownBy(() -> Subscription.parse(new Browser().subscription(endpoint).toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyThatIsNoPointOfTheCurveIsRefused() {
    var point = new byte[65];
    point[0] = 4;
    point[64] = 1;
    for (var key : new String[]{P256.text(point), P256.text(new byte[65]), P256.text(new byte[33]), "", "%%%"}) {
      var json = Json.object().put("endpoint", "https://push.example.net/1");
      json.putObject("keys").put("p256dh", key).put("auth", P256.text(new byte[16]));
      assertThatThrownBy(() -> Subscription.parse(json.toString())).as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keysWithZerosInFrontKeepTheirLength() {
    for (var i = 0; i < 600; i++) {
      var keys = VapidKeys.generate();
      assertThat(P256.fromText(keys.publicKey())).hasSize(65);
      assertThat(P256.fromText(keys.privateKey().reveal())).hasSize(32);
    }
  }
}
