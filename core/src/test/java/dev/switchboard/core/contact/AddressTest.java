package dev.switchboard.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.IdentityKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @Test
  void aNumberIsTheSameHoweverItIsWritten() {
    assertThat(Address.parse(IdentityKind.PHONE, "+55 (11) 98888-0001").orElseThrow().value())
        .isEqualTo("+5511988880001");
  }

  @Test
  void aBrazilianMobileHasOneKeyWithAndWithoutTheNinthDigit() {
    assertThat(key("+5511988880001")).isEqualTo(key("+551188880001"));
    assertThat(key("+5511988880001")).isNotEqualTo(key("+5521988880001"));
    assertThat(key("+551133330001")).as("a landline").isEqualTo("+551133330001");
  }

  private static String key(String number) {
    return Address.parse(IdentityKind.PHONE, number).orElseThrow().matchKey();
  }

  @Test
  void aMailboxIsTheSameInAnyCase() {
    assertThat(Address.parse(IdentityKind.EMAIL, "Ana@Example.com").orElseThrow().matchKey())
        .isEqualTo("ana@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ana", "ana@", "@example.com", "a\0na@example.com", "ana@exa\u0007mple.com",
      "ana\ud83d@example.com", "ana @example.com", "a@b@c"})
  void whatIsNoMailboxOrCannotBeStoredIsNoAddress(String text) {
    assertThat(Address.parse(IdentityKind.EMAIL, text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0123", "-1001234567890", "+5511999990001", "@ana", "12345678901234567"})
  void whatIsNoIdOfAPersonAtTelegramIsNoAddress(String text) {
    assertThat(Address.parse(IdentityKind.TELEGRAM, text)).isEmpty();
    assertThat(Address.parse(IdentityKind.TELEGRAM, " 123456789 ").orElseThrow().value()).isEqualTo("123456789");
  }

  @Test
  void aTokenThatNoIndexCanHoldIsNoAddress() {
    assertThat(Address.parse(IdentityKind.DEVICE, "t".repeat(2_048))).isPresent();
    assertThat(Address.parse(IdentityKind.DEVICE, "t".repeat(2_049))).isEmpty();
    assertThat(Address.parse(IdentityKind.DEVICE, "ã".repeat(2_000))).isEmpty();
    assertThat(Address.parse(IdentityKind.DEVICE, "half \ud83d of a pair")).isEmpty();
  }
}
