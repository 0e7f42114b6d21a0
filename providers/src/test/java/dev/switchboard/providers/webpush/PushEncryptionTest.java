package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.push.Browser;
import dev.switchboard.providers.peer.SharedMaterial;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;

class PushEncryptionTest {

  @Test
  void theExampleOfRfc8291ComesOutByteForByte() {
    var vector = SharedMaterial.json("fixtures/vectors/rfc8291_appendix_a.json");
    var ours = new KeyPair(P256.publicKey(P256.fromText(vector.path("as_public").asText())),
        P256.privateKey(P256.fromText(vector.path("as_private").asText())));
    var subscription = Json.object().put("endpoint", "https://push.example.net/1");
    subscription.putObject("keys").put("p256dh", vector.path("ua_public").asText())
        .put("auth", vector.path("auth_secret").asText());

    var body = PushEncryption.encrypt(vector.path("plaintext").asText().getBytes(StandardCharsets.US_ASCII),
        Subscription.parse(subscription.toString()), ours, P256.fromText(vector.path("salt").asText()));

    assertThat(P256.text(body)).isEqualTo(vector.path("body").asText());
  }

  @Test
  void theBrowserReadsWhatWasWritten() {
    var browser = new Browser();
    var words = "Seu pedido saiu 👋".getBytes(StandardCharsets.UTF_8);

    assertThat(browser.decrypt(PushEncryption.encrypt(words, subscription(browser)))).isEqualTo(words);
  }

  @Test
  void theSameIsNeverEncryptedTheSameWay() {
    var to = subscription(new Browser());

    assertThat(PushEncryption.encrypt(new byte[8], to)).isNotEqualTo(PushEncryption.encrypt(new byte[8], to));
  }

  @Test
  void theLongestFillsARecordAndMoreIsRefused() {
    var browser = new Browser();
    var longest = new byte[3993];

    assertThat(PushEncryption.encrypt(longest, subscription(browser))).hasSize(4096);
    assertThatThrownBy(() -> PushEncryption.encrypt(new byte[3994], subscription(browser)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Subscription subscription(Browser browser) {
    return Subscription.parse(browser.subscription("https://push.example.net/1").toString());
  }
}
