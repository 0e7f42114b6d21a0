package dev.switchboard.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.switchboard.core.spi.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretCipherTest {

  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID ACCOUNT = UUID.randomUUID();
  private static final Secret TOKEN = new Secret("t0ken with ção");

  private final SecretCipher cipher = new SecretCipher("k1", Map.of("k1", key(1)));
  private final String sealed = cipher.seal(TENANT, ACCOUNT, "token", TOKEN);

  @Test
  void whatIsSealedOpensInItsPlace() {
    assertThat(cipher.open(TENANT, ACCOUNT, "token", sealed)).isEqualTo(TOKEN);
    assertThat(sealed).startsWith("k1:").doesNotContain("t0ken");
  }

  @Test
  void aSecretDoesNotOpenAnywhereElse() {
    assertThatIllegalStateException().isThrownBy(() -> cipher.open(UUID.randomUUID(), ACCOUNT, "token", sealed));
    assertThatIllegalStateException().isThrownBy(() -> cipher.open(TENANT, UUID.randomUUID(), "token", sealed));
    assertThatIllegalStateException().isThrownBy(() -> cipher.open(TENANT, ACCOUNT, "password", sealed));
  }

  @Test
  void aSecretThatWasTouchedDoesNotOpen() {
    var bytes = Base64.getDecoder().decode(sealed.substring(3));
    for (var i = 0; i < bytes.length; i++) {
      var touched = Arrays.copyOf(bytes, bytes.length);
      touched[i] ^= 1;
      var text = "k1:" + Base64.getEncoder().encodeToString(touched);
      assertThatIllegalStateException().isThrownBy(() -> cipher.open(TENANT, ACCOUNT, "token", text));
    }
  }

  @Test
  void theSameSecretIsNeverSealedTheSameTwice() {
    assertThat(cipher.seal(TENANT, ACCOUNT, "token", TOKEN)).isNotEqualTo(sealed);
  }

  @Test
  void anOldKeyOpensWhileItIsConfiguredAndTheNewOneSeals() {
    var both = new SecretCipher("k2", Map.of("k1", key(1), "k2", key(2)));

    assertThat(both.open(TENANT, ACCOUNT, "token", sealed)).isEqualTo(TOKEN);
    assertThat(both.seal(TENANT, ACCOUNT, "token", TOKEN)).startsWith("k2:");
  }

  @Test
  void aMissingKeyIsNamedAndTheSecretIsNot() {
    var other = new SecretCipher("k2", Map.of("k2", key(2)));

    assertThatIllegalStateException().isThrownBy(() -> other.open(TENANT, ACCOUNT, "token", sealed))
        .withMessageContaining("'k1'")
        .withMessageNotContaining(sealed.substring(3));
  }

  @Test
  void aKeyOfTheWrongLengthIsRefusedAtOnce() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretCipher("k1", Map.of("k1", new byte[16])));
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretCipher("k2", Map.of("k1", key(1))));
  }

  private static byte[] key(int fill) {
    var key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }
}
