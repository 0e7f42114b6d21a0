package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Letters through a mail server that nobody here wrote, read back from it.
class EmailOverRealServerTest {

  @TempDir
  private static Path directory;
  private static TestCertificate certificate;

  private GreenMail server;
  private EmailProvider provider;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.in(directory);
    System.setProperty("greenmail.tls.keystore.file", certificate.keystore().toString());
    System.setProperty("greenmail.tls.keystore.password", TestCertificate.PASSWORD);
  }

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup[]{new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS)});
    server.start();
    server.setUser("support@shop.example", "support", "right");
    provider = provider(_ -> {}, "right");
  }

  @AfterEach
  void stop() {
    provider.close();
    server.stop();
  }

  @Test
  void textAndHtmlAreAlternativesOfOneLetter() throws Exception {
    accepted(provider
        .send(letter(new Content.Email("Seu pedido 📦 chegou à loja", "Olá, Ana!", "<p>Olá, <b>Ana</b>!</p>"))));

    var letter = received();
    assertThat(letter.getSubject()).isEqualTo("Seu pedido 📦 chegou à loja");
    assertThat(letter.getContentType()).startsWith("multipart/alternative");
    var parts = (MimeMultipart) letter.getContent();
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Olá, Ana!");
    assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>Olá, <b>Ana</b>!</p>");
    assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
  }

  @Test
  void htmlAloneIsHtml() throws Exception {
    accepted(provider.send(letter(new Content.Email("Hello", null, "<p>Olá</p>"))));

    assertThat(received().isMimeType("text/html")).isTrue();
    assertThat(received().getContent()).asString().startsWith("<p>Olá</p>");
  }

  @Test
  void aTextHasTheAccountsSubject() throws Exception {
    provider = provider(settings -> settings.put("defaultSubject", "Uma mensagem da Loja"), "right");
    accepted(provider.send(letter(new Content.Text("Olá"))));

    assertThat(received().getSubject()).isEqualTo("Uma mensagem da Loja");
  }

  @Test
  void linesOfDotsArriveAsTheyWere() throws Exception {
    accepted(provider.send(letter(new Content.Text(".\r\n..\r\nQUIT\r\n.end"))));

    assertThat(received().getContent().toString().strip()).isEqualTo(".\r\n..\r\nQUIT\r\n.end");
  }

  @Test
  void allAttemptsAtAMessageHaveOneMessageId() throws Exception {
    var first = letter(new Content.Text("Olá"));
    var second = new OutboundMessage(first.id(), first.to(), first.content(), null, 2, first.deadlineNanos());

    var id = accepted(provider.send(first));

    assertThat(accepted(provider.send(second))).isEqualTo(id);
    assertThat(id).isEqualTo("<" + first.id() + "@shop.example>");
    for (var letter : server.getReceivedMessages()) {
      assertThat(letter.getMessageID()).isEqualTo(id);
    }
  }

  @Test
  void anAnswerNamesWhatItAnswers() throws Exception {
    var reply = new OutboundMessage.Reply(UUID.randomUUID(), "<abc.123@mail.example>");
    accepted(provider.send(new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Text("Sim"), reply, 1,
        inOneMinute())));

    assertThat(received().getHeader("In-Reply-To")).containsExactly("<abc.123@mail.example>");
    assertThat(received().getHeader("References")).containsExactly("<abc.123@mail.example>");
  }

  @Test
  void anAnswerToALetterOfOursNamesItsMessageId() throws Exception {
    var parent = UUID.randomUUID();
    accepted(provider.send(new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Text("Sim"),
        new OutboundMessage.Reply(parent, null), 1, inOneMinute())));

    assertThat(received().getHeader("In-Reply-To")).containsExactly("<" + parent + "@shop.example>");
  }

  @Test
  void aForeignIdThatWouldAddHeadersIsNotWritten() throws Exception {
    var reply = new OutboundMessage.Reply(UUID.randomUUID(), "<a@b>\r\nBcc: eve@example.com");
    accepted(provider.send(new OutboundMessage(UUID.randomUUID(), "ana@example.com", new Content.Text("Sim"), reply, 1,
        inOneMinute())));

    assertThat(received().getHeader("Bcc")).isNull();
  }

  @Test
  void theEnvelopeAndTheHeadersAreTheAccounts() throws Exception {
    provider = provider(settings -> settings.put("from", "Loja São João <support@shop.example>").put("replyTo",
        "answers@shop.example"), "right");
    accepted(provider.send(letter(new Content.Text("Olá"))));

    assertThat(received().getFrom()[0]).isInstanceOfSatisfying(InternetAddress.class, from -> {
      assertThat(from.getPersonal()).isEqualTo("Loja São João");
      assertThat(from.getAddress()).isEqualTo("support@shop.example");
    });
    assertThat(received().getReplyTo()[0]).hasToString("answers@shop.example");
    assertThat(received().getRecipients(Message.RecipientType.TO)[0]).hasToString("ana@example.com");
    assertThat(received().getSentDate()).isNotNull();
  }

  @Test
  void anInternationalDomainIsWrittenAsSmtpWantsIt() throws Exception {
    accepted(provider.send(new OutboundMessage(UUID.randomUUID(), "ana@exämple.com", new Content.Text("Olá"), null, 1,
        inOneMinute())));

    assertThat(received().getRecipients(Message.RecipientType.TO)[0]).hasToString("ana@xn--exmple-cua.com");
  }

  @Test
  void aWrongPasswordIsCalledThat() {
    provider = provider(_ -> {}, "wrong");

    assertThat(provider.send(letter(new Content.Text("Olá")))).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.BAD_CREDENTIALS));
  }

  @Test
  void aLetterGoesOverTls() throws Exception {
    provider = provider(settings -> settings.put("security", "tls").put("port", server.getSmtps().getPort())
        .put("trustedCertificate", certificate.pem()), "right");

    accepted(provider.send(letter(new Content.Text("Olá"))));
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotTrusted() {
    provider = provider(settings -> settings.put("security", "tls").put("port", server.getSmtps().getPort()), "right");

    assertThat(provider.send(letter(new Content.Text("Olá")))).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.failure().reason()).isEqualTo(FailureReason.BAD_CONFIGURATION));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  private EmailProvider provider(Consumer<ObjectNode> change, String password) {
    var settings = JsonNodeFactory.instance.objectNode().put("host", "localhost")
        .put("port", server.getSmtp().getPort())
        .put("security", "none").put("from", "support@shop.example").put("username", "support");
    change.accept(settings);
    return new EmailFactory().create(
        new AccountConfiguration(UUID.randomUUID(), "mail", settings, Map.of("password", new Secret(password))));
  }

  private static OutboundMessage letter(Content content) {
    return new OutboundMessage(UUID.randomUUID(), "ana@example.com", content, null, 1, inOneMinute());
  }

  private static long inOneMinute() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }

  private MimeMessage received() {
    assertThat(server.getReceivedMessages()).hasSize(1);
    return server.getReceivedMessages()[0];
  }

  private static String accepted(SendResult result) {
    assertThat(result).isInstanceOf(SendResult.Accepted.class);
    return ((SendResult.Accepted) result).providerMessageId();
  }
}
