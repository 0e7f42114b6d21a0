package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Content.Email.Attachment;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.james.jdkim.DKIMVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is in our letters beside their words, read back from a mail server that nobody here wrote.
class LettersOverRealServerTest {

  private static final UUID INVOICE = UUID.fromString("0197a1b2-0000-7000-8000-000000000001");
  private static final UUID LOGO = UUID.fromString("0197a1b2-0000-7000-8000-000000000002");
  private static final Files FILES = new TwoFiles();

  private GreenMail server;
  private EmailProvider provider;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
    server.start();
    provider = provider(_ -> {}, Map.of());
  }

  @AfterEach
  void stop() {
    provider.close();
    server.stop();
  }

  @Test
  void filesAreAttachedAndPicturesShown() throws Exception {
    accepted(new Content.Email("Fatura", "Olá", "<p>Olá <img src=\"cid:logo\"></p>", null,
        List.of(new Attachment(MediaFile.kept(INVOICE), null), new Attachment(MediaFile.kept(LOGO), "logo")), List.of(),
        null));

    var mixed = (MimeMultipart) received().getContent();
    assertThat(mixed.getContentType()).startsWith("multipart/mixed");
    assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("fatura não paga.pdf");
    assertThat(mixed.getBodyPart(1).getDisposition()).isEqualTo("attachment");
    assertThat(mixed.getBodyPart(1).getInputStream()).hasContent("a file");
    var alternatives = (MimeMultipart) mixed.getBodyPart(0).getContent();
    assertThat(alternatives.getBodyPart(0).getContent()).isEqualTo("Olá");
    var related = (MimeMultipart) alternatives.getBodyPart(1).getContent();
    assertThat(related.getBodyPart(1).getHeader("Content-ID")).containsExactly("<logo>");
    assertThat(related.getBodyPart(1).isMimeType("image/png")).isTrue();
  }

  @Test
  void whatWeWriteIsWhatWeRead() throws Exception {
    accepted(new Content.Email("Fatura nº 12", "Olá", "<p>Olá <img src=\"cid:logo\"></p>", null,
        List.of(new Attachment(MediaFile.kept(INVOICE), null), new Attachment(MediaFile.kept(LOGO), "logo")),
        List.of("bob@example.com"), null));

    var read = MailContent.of(Mime.parse(bytes(received())));
    assertThat(read.email().subject()).isEqualTo("Fatura nº 12");
    assertThat(read.email().text()).isEqualTo("Olá");
    assertThat(read.email().cc()).containsExactly("bob@example.com");
    assertThat(read.email().attachments()).extracting(each -> each.file().name(), Attachment::contentId)
        .containsExactlyInAnyOrder(org.assertj.core.api.Assertions.tuple("fatura não paga.pdf", null),
            org.assertj.core.api.Assertions.tuple("logo.png", "logo"));
  }

  @Test
  void aFileThatIsGoneIsNotForgottenSilently() {
    assertThat(send(new Content.Document(MediaFile.kept(UUID.randomUUID()), "Veja")))
        .isInstanceOfSatisfying(SendResult.Rejected.class,
            each -> assertThat(each.failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void filesThatAreTooMuchAreRefused() {
    provider = provider(settings -> settings.put("attachmentBytes", 5), Map.of());

    assertThat(send(new Content.Document(MediaFile.kept(INVOICE), "Veja"))).isInstanceOf(SendResult.Rejected.class);
  }

  @Test
  void aFileInTheOpenIsALink() throws Exception {
    accepted(new Content.Image(MediaFile.at(URI.create("https://files.example.com/a.jpg")), "Veja"));

    assertThat(received().getContent().toString()).contains("Veja", "https://files.example.com/a.jpg");
  }

  @Test
  void copiesGoToThoseWhoAreNamed() throws Exception {
    accepted(new Content.Email("Hi", "Hi", null, null, List.of(), List.of("bob@example.com", "eva@example.com"), null));

    assertThat(server.getReceivedMessages()).hasSize(3);
    assertThat(server.getReceivedMessages()[0].getRecipients(Message.RecipientType.CC)).hasSize(2);
  }

  @Test
  void whoeverWantsNoMoreIsOneClickAway() throws Exception {
    accepted(new Content.Email("Hi", "Hi", null, null, List.of(), List.of(), URI.create("https://shop.example/u/1")));

    assertThat(received().getHeader("List-Unsubscribe")).containsExactly("<https://shop.example/u/1>");
    assertThat(received().getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
  }

  @Test
  void anAddressForUnsubscribingHasNoClick() throws Exception {
    accepted(new Content.Email("Hi", "Hi", null, null, List.of(), List.of(), URI.create("mailto:stop@shop.example")));

    assertThat(received().getHeader("List-Unsubscribe")).containsExactly("<mailto:stop@shop.example>");
    assertThat(received().getHeader("List-Unsubscribe-Post")).isNull();
  }

  @Test
  void aLetterSaysWhichMessageItIsAndNothingOfPrograms() throws Exception {
    accepted(new Content.Text("Olá"));

    assertThat(received().getHeader("X-Switchboard-Message")).hasSize(1);
    assertThat(received().getHeader("Auto-Submitted")).isNull();
  }

  @Test
  void aLetterOfAnAccountForProgramsSaysSo() throws Exception {
    provider = provider(settings -> settings.put("automatic", true), Map.of());
    accepted(new Content.Text("Olá"));

    assertThat(received().getHeader("Auto-Submitted")).containsExactly("auto-generated");
  }

  @Test
  void answersGoToTheAddressOfTheirChat() throws Exception {
    provider = provider(settings -> settings.put("from", "Loja <support@shop.example>").put("replyAddress",
        "reply@shop.example"), Map.of("replySecret", new Secret("a secret of sixteen letters")));
    var message = message(new Content.Text("Olá"), null);
    assertThat(provider.send(message)).isInstanceOf(SendResult.Accepted.class);

    var to = received().getReplyTo()[0].toString();
    assertThat(to).startsWith("Loja <reply+").endsWith("@shop.example>");
    assertThat(new ReplyAddress("reply", "shop.example", new Secret("a secret of sixteen letters"))
        .chat(to.substring(to.indexOf('<') + 1, to.length() - 1))).contains(message.chatId());
  }

  @Test
  void reportsOfFailureGoWhereTheyAreRead() throws Exception {
    provider = provider(settings -> settings.put("bouncesTo", "bounces@shop.example"), Map.of());
    accepted(new Content.Text("Olá"));

    assertThat(received().getHeader("Return-Path")).containsExactly("<bounces@shop.example>");
  }

  @Test
  void anAnswerNamesAllThatWasBefore() throws Exception {
    var before = new ArrayList<String>();
    for (var i = 1; i <= 40; i++) {
      before.add("<" + i + "@mail.example>");
    }
    before.add("not an id");
    accepted(new Content.Text("Sim"), new OutboundMessage.Reply(UUID.randomUUID(), "<last@mail.example>", before));

    var references = MessageIds.in(received().getHeader("References", " "));
    assertThat(references).hasSizeBetween(15, 25).startsWith("<1@mail.example>").endsWith("<40@mail.example>",
        "<last@mail.example>");
    assertThat(new String(bytes(received()), StandardCharsets.US_ASCII).lines()).allSatisfy(
        line -> assertThat(line.length()).isLessThan(998));
  }

  @Test
  void lettersAreSignedForEverybodyToVerify() throws Exception {
    var keys = TestKeys.rsa(2048);
    provider = provider(settings -> settings.put("dkimSelector", "mail2026"),
        Map.of("dkimKey", new Secret(TestKeys.pem(keys))));
    accepted(new Content.Email("Fatura", "Olá 👋\nlonger " + "é".repeat(500), "<p>.</p>\n.\n", null,
        List.of(new Attachment(MediaFile.kept(INVOICE), null)), List.of("bob@example.com"),
        URI.create("https://shop.example/u")));

    var verified = new DKIMVerifier((_, _, _) -> List.of(TestKeys.published(keys)))
        .verify(new ByteArrayInputStream(bytes(server.getReceivedMessages()[0])));
    assertThat(verified).hasSize(1);
    assertThat(verified.getFirst().getHeaders().stream().map(CharSequence::toString))
        .contains("from", "list-unsubscribe", "list-unsubscribe-post");
  }

  private void accepted(Content content) {
    accepted(content, null);
  }

  private void accepted(Content content, OutboundMessage.Reply reply) {
    assertThat(provider.send(message(content, reply))).isInstanceOf(SendResult.Accepted.class);
  }

  private SendResult send(Content content) {
    return provider.send(message(content, null));
  }

  private static OutboundMessage message(Content content, OutboundMessage.Reply reply) {
    return new OutboundMessage(UUID.randomUUID(), UUID.randomUUID(), "ana@example.com", content, reply, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos(), FILES);
  }

  private MimeMessage received() {
    return server.getReceivedMessages()[0];
  }

  private static byte[] bytes(MimeMessage letter) throws Exception {
    var out = new ByteArrayOutputStream();
    letter.writeTo(out);
    return out.toByteArray();
  }

  private EmailProvider provider(Consumer<ObjectNode> change, Map<String, Secret> secrets) {
    var settings = JsonNodeFactory.instance.objectNode().put("host", "localhost")
        .put("port", server.getSmtp().getPort())
        .put("security", "none").put("from", "support@shop.example");
    change.accept(settings);
    return new EmailFactory().create(new AccountConfiguration(UUID.randomUUID(), "mail", settings, secrets));
  }

  private static final class TwoFiles implements Files {

    @Override
    public Optional<Kept> find(UUID id) {
      return id.equals(INVOICE) ? Optional.of(new Kept(id, "application/pdf", "fatura não paga.pdf", 6))
          : id.equals(LOGO) ? Optional.of(new Kept(id, "image/png", "logo.png", 6)) : Optional.empty();
    }

    @Override
    public InputStream open(UUID id) {
      return new ByteArrayInputStream("a file".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<URI> link(UUID id, Duration validFor) {
      return Optional.empty();
    }

    @Override
    public String uploaded(UUID id, Duration validFor, Function<Kept, String> upload) {
      throw new UnsupportedOperationException("mail servers take no files beforehand");
    }
  }
}
