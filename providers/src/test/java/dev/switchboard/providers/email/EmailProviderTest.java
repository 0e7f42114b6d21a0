package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the answers of SMTP servers mean, and on which side of the final dot a connection broke.
class EmailProviderTest {

  private final ScriptedSmtpServer server = new ScriptedSmtpServer();
  private EmailProvider provider = provider(20_000);

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      MAIL | 421 4.7.0 slow down                | THROTTLED
      MAIL | 421 closing                        | SERVICE_ERROR
      MAIL | 451 4.3.2 not now                  | SERVICE_ERROR
      RCPT | 450 mailbox busy                   | UNDELIVERABLE
      RCPT | 450 4.2.0 greylisted               | UNDELIVERABLE
      RCPT | 451 4.7.1 greylisted               | UNDELIVERABLE
      RCPT | 451 local error                    | SERVICE_ERROR
      RCPT | 451 4.4.1 no way there             | UNREACHABLE
      RCPT | 452 4.2.2 mailbox full             | UNDELIVERABLE
      RCPT | 452 4.3.1 disk full                | SERVICE_ERROR
      RCPT | 450 4.7.28 rate limit              | THROTTLED
      DATA | 451 4.3.0 not now                  | SERVICE_ERROR
      .    | 451 4.3.0 not now                  | SERVICE_ERROR
      .    | 421 4.3.2 going down               | SERVICE_ERROR
      AUTH | 454 4.7.0 temporary                | THROTTLED
      """)
  void a4xxIsTriedLater(String phase, String answer, FailureReason reason) {
    server.on(phase, answer);

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(reason));
    assertThat(server.letters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      AUTH | 535 5.7.8 wrong password           | BAD_CREDENTIALS
      AUTH | 534 5.7.9 too weak                 | BAD_CREDENTIALS
      MAIL | 530 5.7.0 log in first             | BAD_CREDENTIALS
      MAIL | 550 not from you                   | BAD_CONFIGURATION
      MAIL | 553 5.1.8 no such sender           | BAD_CONFIGURATION
      RCPT | 550 5.1.1 unknown                  | BAD_ADDRESS
      RCPT | 550 unknown                        | BAD_ADDRESS
      RCPT | 550 5.1.10 null mx                 | BAD_ADDRESS
      RCPT | 550 5.2.1 disabled                 | UNDELIVERABLE
      RCPT | 552 5.2.2 full                     | UNDELIVERABLE
      RCPT | 552 full                           | UNDELIVERABLE
      RCPT | 554 5.7.1 denied                   | CONTENT_REFUSED
      RCPT | 556 nobody there                   | UNKNOWN
      DATA | 554 5.7.1 no                       | CONTENT_REFUSED
      .    | 552 5.3.4 too big                  | CONTENT_REFUSED
      .    | 552 too big                        | CONTENT_REFUSED
      .    | 554 5.7.1 spam                     | CONTENT_REFUSED
      .    | 550 5.7.26 not authenticated       | CONTENT_REFUSED
      .    | 550-5.1.1 of several\\r\\n550 5.1.1 lines | BAD_ADDRESS
      """)
  void a5xxIsFinal(String phase, String answer, FailureReason reason) {
    server.on(phase, answer.replace("\\r\\n", "\r\n"));

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(reason));
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void aCopyThatIsRefusedIsTheReasonEvenIfOthersAreTakenAfterIt() {
    server.on("RCPT TO:<bob@example.com>", "550 5.1.1 nobody of that name");
    var letter = new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Email("Hi", "Hi", null, null,
        List.of(), List.of("bob@example.com", "eva@example.com"), null), null, 1, Long.MAX_VALUE);

    assertThat(provider.send(letter)).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().code()).isEqualTo("550 5.1.1"));
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void theServersCodeAndWordsAreKept() {
    server.on("RCPT", "550 5.1.1 nobody of that name");

    assertThat(provider.send(letter())).isEqualTo(new SendResult.Rejected(
        new Failure(FailureReason.BAD_ADDRESS, "550 5.1.1", "550 5.1.1 nobody of that name")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"})
  void aConnectionLostBeforeTheFinalDotIsTriedLater(String phase) {
    server.on(phase, ScriptedSmtpServer.CLOSE);

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.UNREACHABLE));
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void aConnectionLostAmidTheDataIsNeverAnAnswer() {
    server.on("BODY", ScriptedSmtpServer.CLOSE);
    var letter = new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Text("Olá 👋 ".repeat(70_000)),
        null, 1, Long.MAX_VALUE);

    // Unconfirmed where the rest, and the dot, already lay in the buffers of the machine.
    assertThat(provider.send(letter)).isInstanceOfAny(SendResult.RetryLater.class, SendResult.Unconfirmed.class);
    assertThat(server.letters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"})
  void aSlowAnswerBeforeTheFinalDotIsTriedLater(String phase) {
    provider = provider(400);
    server.on(phase, ScriptedSmtpServer.HANG);

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.TIMEOUT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "MAIL", "."})
  void anAnswerThatNeverEndsIsGivenUp(String phase) {
    provider = provider(400);
    server.on(phase, ScriptedSmtpServer.DRIP);

    assertThat(provider.send(letter())).isInstanceOf(
        phase.equals(".") ? SendResult.Unconfirmed.class : SendResult.RetryLater.class);
  }

  @Test
  void aConnectionLostAfterTheFinalDotLeavesTheLetterInDoubt() {
    server.on(".", ScriptedSmtpServer.CLOSE);

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.Unconfirmed.class,
        unconfirmed -> assertThat(unconfirmed.failure().reason()).isEqualTo(FailureReason.UNREACHABLE));
    assertThat(server.letters()).hasSize(1);
  }

  @Test
  void aSlowAnswerToTheFinalDotLeavesTheLetterInDoubt() {
    provider = provider(400);
    server.on(".", ScriptedSmtpServer.HANG);

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.Unconfirmed.class,
        unconfirmed -> assertThat(unconfirmed.failure().reason()).isEqualTo(FailureReason.TIMEOUT));
  }

  @Test
  void anUnusualYesIsAYes() {
    server.on(".", "252 2.0.0 taken, I think");

    assertThat(provider.send(letter())).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aServerThatGreetsWithA5xxIsTriedLater() {
    server.on("GREETING", "554 no service here");

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.UNREACHABLE));
  }

  @Test
  void aLetterWhoseDeadlinePassesOnTheWayIsNotHandedOver() {
    server.on("DATA", "354 go ahead");
    var letter = letter();
    var soon = new OutboundMessage(letter.id(), letter.to(), letter.content(), null, 1, System.nanoTime() + 1);

    assertThat(provider.send(soon)).isInstanceOf(SendResult.RetryLater.class);
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void aConnectionIsUsedAgain() {
    for (var i = 0; i < 10; i++) {
      assertThat(provider.send(letter())).isInstanceOf(SendResult.Accepted.class);
    }

    assertThat(server.asked()).isEqualTo(1);
    assertThat(server.letters()).hasSize(10);
  }

  @Test
  void aConnectionFoundDeadIsReplaced() {
    provider.send(letter());
    server.closeConnections();

    assertThat(provider.send(letter())).isInstanceOf(SendResult.Accepted.class);
    assertThat(server.letters()).hasSize(2);
  }

  @Test
  void aConnectionThatTheServerSaysGoodbyeToIsReplaced() {
    provider.send(letter());
    server.on("MAIL", "421 4.4.2 idle for too long");

    assertThat(provider.send(letter())).isInstanceOf(SendResult.RetryLater.class);
    assertThat(server.asked()).as("it was tried over a new connection").isEqualTo(2);
  }

  @Test
  void afterALostLetterTheNextGoesThrough() {
    server.on(".", ScriptedSmtpServer.CLOSE);
    provider.send(letter());
    server.on(".", null);

    assertThat(provider.send(letter())).isInstanceOf(SendResult.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello\r\nBcc: eve@example.com", "Hello\nX: y", "a\rb", "a\u0000b", "a\u2028b"})
  void aSubjectThatWouldAddHeadersIsRefused(String subject) {
    var letter = new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Email(subject, "Hi", null), null,
        1,
        Long.MAX_VALUE);

    assertThat(provider.send(letter)).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED));
    assertThat(server.asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ana", "ana@", "@example.com", "ana@example.com, eve@example.com", "ana@example.com>",
      "Ana <ana@example.com>", "ana@example.com\r\nRCPT TO:<eve@example.com>", "an a@example.com", "a..b@example.com",
      "<script>@example.com", "ána@example.com"})
  void whatIsNoAddressIsRefused(String to) {
    var letter = new OutboundMessage(UUID.randomUUID(), to, new Content.Text("Hi"), null, 1, Long.MAX_VALUE);

    assertThat(provider.send(letter)).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.BAD_ADDRESS));
    assertThat(server.asked()).isZero();
  }

  @Test
  void aServerThatOffersNoStarttlsGetsNothing() {
    provider = EmailProviderTest.provider(server, 20_000, "starttls");

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.BAD_CONFIGURATION));
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void aLetterGoesOverStarttls(@TempDir Path directory) {
    var certificate = TestCertificate.in(directory);
    server.withStarttls(certificate.context());
    provider = secured(certificate.pem());

    assertThat(provider.send(letter())).isInstanceOf(SendResult.Accepted.class);
    assertThat(server.letters()).hasSize(1);
  }

  @Test
  void aServerWithAForeignCertificateGetsNothing(@TempDir Path directory) throws IOException {
    server.withStarttls(TestCertificate.in(directory).context());
    var another = TestCertificate.in(Files.createDirectory(directory.resolve("another")));
    provider = secured(another.pem());

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.BAD_CONFIGURATION));
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void aServerThatOffersNoLoginGetsNothing() {
    server.on("EHLO", "250 scripted");

    assertThat(provider.send(letter())).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.BAD_CONFIGURATION));
    assertThat(server.letters()).isEmpty();
  }

  @Test
  void settingsAtFaultAreNamed() {
    assertThatThrownBy(() -> provider(server, 1_000, "ssl")).isInstanceOfSatisfying(InvalidConfigurationException.class,
        e -> assertThat(e.setting()).isEqualTo("security"));
  }

  @Test
  void aMailThatWasKeptIsReadAgainWithItsFiles() {
    var item = provider.read("""
        From: ana@example.com
        Subject: Oi
        Message-ID: <one@example.com>
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        Chegou?
        --b
        Content-Type: text/csv; name=a.csv
        Content-Disposition: attachment; filename=a.csv

        1;2
        --b--
        """.getBytes(StandardCharsets.US_ASCII), Instant.now()).orElseThrow();

    assertThat(item.events()).singleElement().isInstanceOfSatisfying(InboundEvent.Message.class,
        message -> assertThat(message.providerMessageId()).isEqualTo("<one@example.com>"));
    assertThat(item.enclosed()).hasSize(1);
  }

  @Test
  void ofAMailWithoutItsBodyNothingIsMade() {
    var kept = "X-Switchboard-Kept: headers only\r\nFrom: ana@example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    assertThat(provider.read(kept, Instant.now())).isEmpty();
    assertThat(provider.read(new byte[0], Instant.now())).isEmpty();
  }

  private EmailProvider provider(int timeout) {
    return provider(server, timeout, "none");
  }

  private static EmailProvider provider(ScriptedSmtpServer server, int timeout, String security) {
    var settings = JsonNodeFactory.instance.objectNode().put("host", server.host()).put("port", server.port())
        .put("security", security).put("from", "support@shop.example").put("username", "support")
        .put("timeout", timeout);
    return new EmailFactory().create(new AccountConfiguration(UUID.randomUUID(), "mail", settings,
        Map.of("password", new Secret("secret"))));
  }

  private EmailProvider secured(String certificate) {
    var settings = JsonNodeFactory.instance.objectNode().put("host", "localhost").put("port", server.port())
        .put("security", "starttls").put("from", "support@shop.example").put("trustedCertificate", certificate);
    return new EmailFactory().create(new AccountConfiguration(UUID.randomUUID(), "mail", settings, Map.of()));
  }

  private static OutboundMessage letter() {
    return new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Email("Hello", "Olá", null), null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }
}
