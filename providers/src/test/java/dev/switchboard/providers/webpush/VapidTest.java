package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.providers.peer.SharedMaterial;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VapidTest {

  private static final Pattern HEADER = Pattern.compile("vapid t=([\\w-]+)\\.([\\w-]+)\\.([\\w-]+), k=([\\w-]+)");
  private static final URI ENDPOINT = URI.create("https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV");

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void theExampleOfRfc8292IsReadAsOursAre() throws Exception {
    var vector = SharedMaterial.json("fixtures/vectors/rfc8292_example.json");

    assertThat(claims(vector.path("header").asText())).isEqualTo(vector.path("claims"));
  }

  @Test
  void theTokenSaysWhoAndForWhomAndUntilWhen() throws Exception {
    var claims = claims(vapid().authorization(ENDPOINT));

    assertThat(claims.path("aud").asText()).isEqualTo("https://push.example.net");
    assertThat(claims.path("sub").asText()).isEqualTo("mailto:push@example.com");
    assertThat(claims.path("exp").asLong()).isEqualTo(now.plus(Duration.ofHours(12)).getEpochSecond());
  }

  @Test
  void aTokenIsUsedAgainForHalfADayAndNotLonger() {
    var vapid = vapid();
    var first = vapid.authorization(ENDPOINT);

    now = now.plus(Duration.ofHours(10));
    assertThat(vapid.authorization(URI.create("https://PUSH.example.net:443/push/another"))).isEqualTo(first);
    now = now.plus(Duration.ofHours(1));
    assertThat(vapid.authorization(ENDPOINT)).isNotEqualTo(first);
  }

  @Test
  void eachOriginHasItsOwnToken() throws Exception {
    var vapid = vapid();

    assertThat(claims(vapid.authorization(URI.create("https://push.example.net:8443/1"))).path("aud").asText())
        .isEqualTo("https://push.example.net:8443");
    assertThat(vapid.authorization(ENDPOINT)).isNotEqualTo(vapid.authorization(URI.create("https://other.example/1")));
  }

  @Test
  void aPairThatWasMadeBelongsTogetherAndNoOtherDoes() {
    var one = VapidKeys.generate();
    var other = VapidKeys.generate();

    assertThat(VapidKeys.match(publicKey(one), privateKey(one))).isTrue();
    assertThat(VapidKeys.match(publicKey(one), privateKey(other))).isFalse();
    assertThat(P256.fromText(one.publicKey())).hasSize(65);
    assertThat(P256.fromText(one.privateKey().reveal())).hasSize(32);
    assertThat(one.toString()).doesNotContain(one.privateKey().reveal());
  }

  private Vapid vapid() {
    var pair = P256.newPair();
    return new Vapid((ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate(), "mailto:push@example.com",
        () -> now);
  }

  /// The claims of a header whose signature is right.
  private static JsonNode claims(String header) throws GeneralSecurityException {
    var matcher = HEADER.matcher(header);
    assertThat(matcher.matches()).as(header).isTrue();
    var signature = Signature.getInstance(Vapid.ALGORITHM);
    signature.initVerify(P256.publicKey(P256.fromText(matcher.group(4))));
    signature.update((matcher.group(1) + "." + matcher.group(2)).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(P256.fromText(matcher.group(3)))).isTrue();
    assertThat(Json.read(P256.fromText(matcher.group(1))).path("alg").asText()).isEqualTo("ES256");
    return Json.read(P256.fromText(matcher.group(2)));
  }

  private static ECPublicKey publicKey(VapidKeys keys) {
    return P256.publicKey(P256.fromText(keys.publicKey()));
  }

  private static ECPrivateKey privateKey(VapidKeys keys) {
    return P256.privateKey(P256.fromText(keys.privateKey().reveal()));
  }
}
