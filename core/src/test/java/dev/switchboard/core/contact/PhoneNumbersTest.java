package dev.switchboard.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers as people and services write them, and what we make of them.
class PhoneNumbersTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      # Brazil: mobiles with and without the ninth digit are one
      +5511988880001            | +5511988880001   | +551188880001
      +551188880001             | +551188880001    | +551188880001
      +55 (11) 98888-0001       | +5511988880001   | +551188880001
      +55 11 9 8888 0001        | +5511988880001   | +551188880001
      +55-21-98888-0001         | +5521988880001   | +552188880001
      +55 21 8888-0001          | +552188880001    | +552188880001
      +55 11 97777-0001         | +5511977770001   | +551177770001
      +55 11 96666-0001         | +5511966660001   | +551166660001
      +55 47 99123-4567         | +5547991234567   | +554791234567
      +55 (0) 11 98888-0001     | +5511988880001   | +551188880001
      # Brazil: what never had eight digits keeps its ninth, or it would be a landline's
      +55 11 95123-4567         | +5511951234567   | +5511951234567
      +55 11 5123-4567          | +551151234567    | +551151234567
      +55 11 92345-6789         | +5511923456789   | +5511923456789
      # Brazil: landlines stay what they are
      +551133330001             | +551133330001    | +551133330001
      +55 61 2020-1234          | +556120201234    | +556120201234
      +55 11 4002-8922          | +551140028922    | +551140028922
      # Argentina: mobiles from abroad, from home and in between are one
      +5491123456789            | +5491123456789   | +541123456789
      +541123456789             | +541123456789    | +541123456789
      +54 9 11 2345-6789        | +5491123456789   | +541123456789
      +54 11 15 2345-6789       | +5491123456789   | +541123456789
      +54 9 11 15 2345-6789     | +5491123456789   | +541123456789
      +54 (011) 15-2345-6789    | +5491123456789   | +541123456789
      +54 9 351 234-5678        | +5493512345678   | +543512345678
      +54 351 15 234-5678       | +5493512345678   | +543512345678
      +54 351 234-5678          | +543512345678    | +543512345678
      +54 9 2966 12-3456        | +5492966123456   | +542966123456
      +54 2966 15 12-3456       | +5492966123456   | +542966123456
      +54 9 221 456-7890        | +5492214567890   | +542214567890
      # Mexico: with and without the 1
      +5215512345678            | +5215512345678   | +525512345678
      +525512345678             | +525512345678    | +525512345678
      +52 1 55 1234 5678        | +5215512345678   | +525512345678
      +52 55 1234-5678          | +525512345678    | +525512345678
      +52 1 81 8123 4567        | +5218181234567   | +528181234567
      +52 (33) 3123 4567        | +523331234567    | +523331234567
      # Others are as they are
      +14155550123              | +14155550123     | +14155550123
      +1 (415) 555-0123         | +14155550123     | +14155550123
      +1.415.555.0123           | +14155550123     | +14155550123
      +15005550006              | +15005550006     | +15005550006
      +351 912 345 678          | +351912345678    | +351912345678
      +34 612 34 56 78          | +34612345678     | +34612345678
      +44 20 7946 0018          | +442079460018    | +442079460018
      +44 (0)20 7946 0018       | +442079460018    | +442079460018
      +44 7911 123456           | +447911123456    | +447911123456
      +49 1511 0000000          | +4915110000000   | +4915110000000
      +49 (0) 30 123456         | +4930123456      | +4930123456
      +33 6 12 34 56 78         | +33612345678     | +33612345678
      +33 (0)6 12 34 56 78      | +33612345678     | +33612345678
      +39 06 1234 5678          | +390612345678    | +390612345678
      +39 312 345 6789          | +393123456789    | +393123456789
      +7 912 345-67-89          | +79123456789     | +79123456789
      +81 90-1234-5678          | +819012345678    | +819012345678
      +86 138 0013 8000         | +8613800138000   | +8613800138000
      +91 98765 43210           | +919876543210    | +919876543210
      +61 4 1234 5678           | +61412345678     | +61412345678
      +27 82 123 4567           | +27821234567     | +27821234567
      +234 803 123 4567         | +2348031234567   | +2348031234567
      +258 82 123 4567          | +258821234567    | +258821234567
      +244 923 123 456          | +244923123456    | +244923123456
      +56 9 8765 4321           | +56987654321     | +56987654321
      +57 300 123 4567          | +573001234567    | +573001234567
      +51 912 345 678           | +51912345678     | +51912345678
      +598 94 123 456           | +59894123456     | +59894123456
      +595 981 123456           | +595981123456    | +595981123456
      +591 71234567             | +59171234567     | +59171234567
      +971 50 123 4567          | +971501234567    | +971501234567
      +972 50-123-4567          | +972501234567    | +972501234567
      +65 8123 4567             | +6581234567      | +6581234567
      +800 1234 5678            | +80012345678     | +80012345678
      # Signs that come along when numbers are copied
      \uff0b55 11 98888 0001    | +5511988880001   | +551188880001
      \u202a+55 11 98888\u20110001\u202c | +5511988880001 | +551188880001
      +55\u00a011\u00a098888\u20130001 | +5511988880001 | +551188880001
      +\uff15\uff1511988880001  | +5511988880001   | +551188880001
      """)
  void aNumberIsTheSameHoweverItIsWritten(String written, String value, String key) {
    assertThat(Address.parse(IdentityKind.PHONE, written))
        .hasValue(new Address(IdentityKind.PHONE, value, key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "ana", "11988880001", "5511988880001", "0055 11 98888 0001", "+55", "+551", "+5511",
      "+55 11 98888 0001 ext. 7", "+55 11 9888 80001 22", "+1 415 555", "+1 415 555 01234", "+999 123 456 789",
      "+0 11 98888 0001", "+55 11 98888 0001; +55 11 98888 0002", "+1-800-FLOWERS", "++55 11 98888 0001", "+44 20",
      "+5511988880001\0", "+12345678901234567890123"})
  void whatNoCountryHasIsNoNumber(String written) {
    assertThat(Address.parse(IdentityKind.PHONE, written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+10000000000", "+551099999999", "+447000000000", "+33999999999"})
  void whatIsInNoTableMayBeANumberStill(String written) {
    assertThat(Address.parse(IdentityKind.PHONE, written)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"+5511988880001,+551188880001", "+551188880001,+551188880001", "+5491123456789,+541123456789",
      "+5215512345678,+525512345678", "+999123456789,+999123456789", "+12345,+12345"})
  void whatAServiceGivesIsKeptAsItIs(String given, String key) {
    assertThat(Address.given(new Identity(IdentityKind.PHONE, given)))
        .hasValue(new Address(IdentityKind.PHONE, given, key));
  }

  @Test
  void aServicesNumberDialledAsAtHomeIsTheSameNumber() {
    assertThat(Address.given(new Identity(IdentityKind.PHONE, "+54111523456789")).orElseThrow().matchKey())
        .isEqualTo("+541123456789");
  }

  @Test
  void overWhatsAppSomebodyMayBeReachedByAUserId() {
    assertThat(Address.parse(Channel.WHATSAPP, "BR.13491208655302741918")).map(Address::kind)
        .hasValue(IdentityKind.BSUID);
    assertThat(Address.parse(Channel.WHATSAPP, "US.ENT.11815799212886844830")).map(Address::kind)
        .hasValue(IdentityKind.BSUID);
    assertThat(Address.parse(Channel.WHATSAPP, "+5511988880001")).map(Address::kind).hasValue(IdentityKind.PHONE);
    assertThat(Address.parse(Channel.WHATSAPP, "nobody")).isEmpty();
    assertThat(Address.parse(Channel.SMS, "BR.13491208655302741918")).isEmpty();
  }
}
