package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures against Apache jDKIM, which knows nothing of how they were made.
class DkimTest {

  private static final KeyPair KEYS = keys("RSA", 2048);
  private final Dkim dkim = new Dkim("shop.example", "mail2026", KEYS.getPrivate());

  @ParameterizedTest
  @ValueSource(strings = {"Hello\r\n", "Two  spaces \t here \r\n\r\n\r\n", "no end of line",
      " \r\n text\r\n \r\n", "Ol\u00c3\u00a1\r\n"})
  void aSignedLetterIsVerified(String body) throws Exception {
    assertThat(verify(dkim.sign(letter(body)))).isTrue();
  }

  /// JDKIM takes it for a line break; RFC 6376, 3.4.4, names the hash.
  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n\r\n\r\n", "  \r\n"})
  void aBodyOfNothingIsNothing(String body) {
    assertThat(new String(dkim.sign(letter(body)), StandardCharsets.ISO_8859_1))
        .contains("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"From: ", "To: ", "Subject: ", "Hello", "List-Unsubscribe: <h", "References: <"})
  void aLetterThatWasChangedIsNot(String what) throws Exception {
    var signed = new String(dkim.sign(letter("Hello\r\n")), StandardCharsets.ISO_8859_1);
    var changed = signed.replace(what, what + "x");

    assertThat(changed).isNotEqualTo(signed);
    assertThat(verify(changed.getBytes(StandardCharsets.ISO_8859_1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"From: eve@example.com\r\n", "Subject: other\r\n", "Reply-To: eve@example.com\r\n",
      "Cc: eve@example.com\r\n"})
  void aHeaderThatWasAddedIsNoticed(String header) throws Exception {
    var signed = dkim.sign(letter("Hello\r\n"));
    var added = concat(header.getBytes(StandardCharsets.US_ASCII), signed);

    assertThat(verify(added)).isFalse();
  }

  @Test
  void headersMayBeFoldedOtherwiseOnTheWay() throws Exception {
    var signed = new String(dkim.sign(letter("Hello\r\n")), StandardCharsets.ISO_8859_1)
        .replace("Subject: A subject", "Subject:  A\r\n  subject ").replace("Hello\r\n", "Hello  \r\n\r\n");

    assertThat(verify(signed.getBytes(StandardCharsets.ISO_8859_1))).isTrue();
  }

  @Test
  void anEd25519SignatureIsOverTheHash() throws Exception {
    var keys = keys("Ed25519", 255);
    var signed = new String(new Dkim("shop.example", "ed", keys.getPrivate()).sign("From: a@shop.example\r\n\r\nx\r\n"
        .getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
    var header = signed.substring(0, signed.indexOf("\r\nFrom:"));
    var signature = header.substring(header.indexOf("\tb=") + 3).replaceAll("\\s", "");
    var data = "from:a@shop.example\r\ndkim-signature:"
        + header.substring(header.indexOf(':') + 1, header.indexOf("\tb=") + 3).replaceAll("\\s+", " ").strip();
    var verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(keys.getPublic());
    verifier.update(MessageDigest.getInstance("SHA-256").digest(data.getBytes(StandardCharsets.US_ASCII)));

    assertThat(header).contains("a=ed25519-sha256");
    assertThat(verifier.verify(Base64.getDecoder().decode(signature))).isTrue();
  }

  @Test
  void keysAreReadAsOpensslWritesThem() throws Exception {
    var pkcs8 = KEYS.getPrivate().getEncoded();
    // The older form is the newer one's content after 26 bytes.
    var pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

    assertThat(DkimKey.parse(pem("PRIVATE KEY", pkcs8))).isEqualTo(KEYS.getPrivate());
    assertThat(DkimKey.parse(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(KEYS.getPrivate());
    assertThat(DkimKey.parse(pem("PRIVATE KEY", keys("Ed25519", 255).getPrivate().getEncoded())).getAlgorithm())
        .isIn("Ed25519", "EdDSA");
    assertThat(DkimKey.published(KEYS.getPrivate()))
        .contains(Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
  }

  @Test
  void aKeyThatIsNoneOrTooShortIsRefused() {
    var shortKey = keys("RSA", 512).getPrivate().getEncoded();

    assertThatThrownBy(() -> DkimKey.parse("hello")).isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> DkimKey.parse(pem("PRIVATE KEY", shortKey))).isInstanceOf(GeneralSecurityException.class);
  }

  private static boolean verify(byte[] letter) throws Exception {
    var published = "v=DKIM1; k=rsa; p=" + Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
    try {
      var verified = new DKIMVerifier((_, selector, domain) -> List.of(published))
          .verify(new ByteArrayInputStream(letter));
      return verified != null && !verified.isEmpty();
    } catch (FailException e) {
      return false;
    }
  }

  private static byte[] letter(String body) {
    return ("From: Support <support@shop.example>\r\nTo: ana@example.com\r\nSubject: A subject\r\n"
        + "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@shop.example>\r\nReferences: <a@x>\r\n <b@x>\r\n"
        + "List-Unsubscribe: <https://shop.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        + "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\n\r\n" + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static KeyPair keys(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
        + "-----\n";
  }

  private static byte[] concat(byte[] first, byte[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
