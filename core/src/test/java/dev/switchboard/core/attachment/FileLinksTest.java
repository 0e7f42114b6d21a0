package dev.switchboard.core.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.account.SecretCipher;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FileLinksTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final UUID FILE = UUID.fromString("0198f3a0-0000-7000-8000-000000000001");

  private final FileLinks links = new FileLinks("https://chat.example.com/", cipher("a"));

  @Test
  void aLinkIsGoodForItsFileUntilItsEnd() {
    var token = links.token(FILE, NOW.plusSeconds(60));

    assertThat(links.read(token, NOW)).contains(FILE);
    assertThat(links.read(token, NOW.plusSeconds(59))).contains(FILE);
    assertThat(links.read(token, NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void aLinkIsBelowTheAddressOfTheInstallation() {
    var link = links.link(FILE, Duration.ofHours(1)).orElseThrow();

    assertThat(link).hasScheme("https").hasHost("chat.example.com");
    assertThat(link.getPath()).startsWith("/files/");
    assertThat(links.read(link.getPath().substring("/files/".length()), Instant.now())).contains(FILE);
  }

  @Test
  void anInstallationWithoutAnAddressHasNoLinks() {
    assertThat(new FileLinks(null, cipher("a")).link(FILE, Duration.ofHours(1))).isEmpty();
    assertThat(new FileLinks(" ", cipher("a")).link(FILE, Duration.ofHours(1))).isEmpty();
  }

  @Test
  void noByteOfALinkCanBeChanged() {
    var token = Base64.getUrlDecoder().decode(links.token(FILE, NOW.plusSeconds(60)));
    for (var i = 0; i < token.length; i++) {
      var changed = token.clone();
      changed[i] ^= 1;
      assertThat(links.read(Base64.getUrlEncoder().withoutPadding().encodeToString(changed), NOW)).as("byte " + i)
          .isEmpty();
    }
  }

  @Test
  void theSignatureOfOneFileIsNoneOfAnother() {
    var one = Base64.getUrlDecoder().decode(links.token(FILE, NOW.plusSeconds(60)));
    var other = Base64.getUrlDecoder().decode(links.token(UUID.randomUUID(), NOW.plusSeconds(60)));
    System.arraycopy(one, 24, other, 24, 32);

    assertThat(links.read(Base64.getUrlEncoder().withoutPadding().encodeToString(other), NOW)).isEmpty();
  }

  @Test
  void whatIsNoTokenIsNone() {
    assertThat(links.read("", NOW)).isEmpty();
    assertThat(links.read("%%%", NOW)).isEmpty();
    assertThat(links.read("x".repeat(10_000), NOW)).isEmpty();
  }

  @Test
  void aLinkOutlivesTheChangeOfTheKeyButNotTheKey() {
    var token = links.token(FILE, NOW.plusSeconds(60));
    var both = new SecretCipher("b", Map.of("a", key("a"), "b", key("b")));

    assertThat(new FileLinks(null, both).read(token, NOW)).contains(FILE);
    assertThat(new FileLinks(null, cipher("b")).read(token, NOW)).isEmpty();
  }

  @Test
  void whatIsSignedForOnePurposeIsNotForAnother() {
    var cipher = cipher("a");
    var data = new byte[]{1, 2, 3};

    assertThat(cipher.signed("one", data, cipher.sign("one", data))).isTrue();
    assertThat(cipher.signed("two", data, cipher.sign("one", data))).isFalse();
  }

  private static SecretCipher cipher(String id) {
    return new SecretCipher(id, Map.of(id, key(id)));
  }

  private static byte[] key(String id) {
    var key = new byte[32];
    Arrays.fill(key, (byte) id.charAt(0));
    return key;
  }
}
