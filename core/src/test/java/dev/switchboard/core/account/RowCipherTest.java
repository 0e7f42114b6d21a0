package dev.switchboard.core.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowCipherTest {

  private static final RowCipher.Place HERE = new RowCipher.Place(UUID.randomUUID(), UUID.randomUUID(),
      UUID.randomUUID());
  private static final byte[] TEXT = "Olá, my number is 4711".getBytes(UTF_8);

  private final SecretCipher keys = new SecretCipher("k1", Map.of("k1", key(1)));
  private final RowCipher cipher = keys.rows("letters");
  private final byte[] sealed = cipher.seal(HERE, TEXT);

  @Test
  void whatIsSealedOpensInItsPlaceAndIsNotReadable() {
    assertThat(cipher.open(HERE, "k1", sealed)).isEqualTo(TEXT);
    assertThat(new String(sealed, UTF_8)).doesNotContain("4711");
    assertThat(sealed).hasSize(TEXT.length + RowCipher.OVERHEAD);
  }

  @Test
  void partsAreSealedAsOne() {
    var parts = cipher.seal(HERE, new byte[]{1, 2, 3}, new byte[0], new byte[100_000], new byte[]{4});

    var clear = cipher.open(HERE, "k1", parts);

    assertThat(clear).hasSize(100_004).startsWith(1, 2, 3).endsWith(0, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 4_095, 3 << 20})
  void everyLengthOpensAgain(int length) {
    var text = new byte[length];
    Arrays.fill(text, (byte) 7);

    assertThat(cipher.open(HERE, "k1", cipher.seal(HERE, text))).isEqualTo(text);
  }

  @Test
  void nothingOpensAnywhereElse() {
    var there = UUID.randomUUID();
    assertClosed(cipher, new RowCipher.Place(there, HERE.accountId(), HERE.rowId()), sealed);
    assertClosed(cipher, new RowCipher.Place(HERE.tenantId(), there, HERE.rowId()), sealed);
    assertClosed(cipher, new RowCipher.Place(HERE.tenantId(), HERE.accountId(), there), sealed);
    assertClosed(keys.rows("notes"), HERE, sealed);
  }

  @Test
  void whatWasTouchedOrCutShortDoesNotOpen() {
    for (var i = 0; i < sealed.length; i++) {
      var touched = sealed.clone();
      touched[i] ^= 1;
      assertClosed(cipher, HERE, touched);
      assertClosed(cipher, HERE, Arrays.copyOf(sealed, i));
    }
  }

  @Test
  void theSameIsNeverSealedTheSameTwice() {
    assertThat(cipher.seal(HERE, TEXT)).isNotEqualTo(sealed);
  }

  @Test
  void anOldKeyOpensWhileItIsConfiguredAndTheNewOneSeals() {
    var both = new SecretCipher("k2", Map.of("k1", key(1), "k2", key(2))).rows("letters");

    assertThat(both.open(HERE, "k1", sealed)).isEqualTo(TEXT);
    assertThat(both.keyId()).isEqualTo("k2");
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> new SecretCipher("k2", Map.of("k2", key(2))).rows("letters").open(HERE, "k1", sealed))
        .withMessageContaining("'k1'");
  }

  private static void assertClosed(RowCipher cipher, RowCipher.Place place, byte[] sealed) {
    assertThatExceptionOfType(UnopenableException.class).isThrownBy(() -> cipher.open(place, "k1", sealed));
  }

  private static byte[] key(int fill) {
    var key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }
}
