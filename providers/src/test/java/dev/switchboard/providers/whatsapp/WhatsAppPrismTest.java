package dev.switchboard.providers.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import dev.switchboard.providers.peer.NodeProgram;
import dev.switchboard.providers.peer.SharedMaterial;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What we send, held against Meta's own specification by Prism. The specification contradicts itself and was repaired by
/// machine: what it refuses is a question, so where we do otherwise it is said why.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatsAppPrismTest {

  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final MediaFile FILE = MediaFile.at(URI.create("https://files.example.com/a"));
  private static final Content.Image IMAGE = new Content.Image(FILE, "A caixa");

  private final WhatsAppFactory factory = new WhatsAppFactory();
  private final ServiceClient client = new ServiceClient();
  private @Nullable NodeProgram prism;

  @BeforeAll
  void start() {
    prism = NodeProgram.prism(SharedMaterial.at("specs/meta_business-messaging-api_v23.0.repaired.json"));
  }

  @AfterAll
  void stop() {
    if (prism != null) {
      prism.close();
    }
    client.close();
    factory.close();
  }

  static Stream<Content> contents() {
    var buttons = new Interaction.Buttons(
        List.of(new Interaction.Button("y", "Sim"), new Interaction.Button("n", "Não")));
    var rows = List.of(new Interaction.Row("a", "Moto", "hoje"), new Interaction.Row("b", "Correio", null));
    return Stream.of(new Content.Text("Olá"), new Content.Text("https://example.com"), IMAGE,
        new Content.Video(FILE, null),
        new Content.Audio(FILE, true), new Content.Document(FILE, "A nota"), new Content.Sticker(FILE, false),
        new Content.Location(-23.56, -46.65, "MASP", "Av. Paulista, 1578", URI.create("https://masp.org.br")),
        new Content.Contacts(List.of(new ContactCard("Ana Lima",
            List.of(new ContactCard.Phone("+55 11 99999-0002", "WORK", "5511999990002")), List.of("ana@example.com"),
            "Lima",
            null))),
        new Content.Reaction("👍"), new Content.Reaction(null),
        new Content.Interactive("Pedido 12", null, "Confirma?", "Loja", buttons),
        new Content.Interactive(null, IMAGE, "Confirma?", null, buttons),
        new Content.Interactive(null, new Content.Document(FILE, null), "Confirma?", null, buttons),
        new Content.Interactive("Entrega", null, "Como?", null,
            new Interaction.Picker("Ver", List.of(new Interaction.Section("Rápida", rows)))),
        new Content.Interactive(null, null, "Veja", null,
            new Interaction.Link("Abrir", URI.create("https://example.com/1"))),
        new Content.Template("shipped", "pt_BR", Map.of(), List.of(), null),
        new Content.Template("shipped", "pt_BR", Map.of("1", TemplateValue.of("Ana")), List.of(), null),
        new Content.Template("shipped", "pt_BR", Map.of("name", TemplateValue.of("Ana")), List.of(), null),
        new Content.Template("shipped", "pt_BR", Map.of(), List.of(
            new TemplateComponent(Part.HEADER, null, null, List.of(new Parameter(null, null, IMAGE, null))),
            new TemplateComponent(Part.BODY, null, null, List.of(Parameter.text("Ana"))),
            new TemplateComponent(Part.BUTTON, "quick_reply", 0, List.of(new Parameter(null, null, null, "CANCEL"))),
            new TemplateComponent(Part.BUTTON, "url", 1, List.of(Parameter.text("17"))),
            new TemplateComponent(Part.BUTTON, "copy_code", 2, List.of(Parameter.text("10OFF")))), null));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void everyKindOfContentIsAccepted(Content content) {
    assertThat(provider().send(message(content, "wamid.9", Files.NONE))).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void allClaimedKindsAreAmongThem() {
    var tried = EnumSet.noneOf(ContentKind.class);
    contents().forEach(content -> tried.add(content.kind()));

    assertThat(tried).isEqualTo(provider().capabilities().contentKinds());
  }

  @Test
  void anUploadedFileIsAccepted() {
    var files = new KeptFiles("image/png", "a.png", "png");

    assertThat(provider().send(message(new Content.Image(MediaFile.kept(files.id()), "A"), null, files)))
        .isInstanceOf(SendResult.Accepted.class);
  }

  static Stream<Consumer<ObjectNode>> mistakes() {
    return Stream.of(body -> body.remove("messaging_product"), body -> body.put("messaging_product", "sms"),
        body -> body.remove("to"), body -> body.remove("text"), body -> body.putObject("text"),
        body -> body.putObject("text").put("body", ""), body -> body.putObject("text").put("body", "x".repeat(4097)),
        body -> body.putObject("text").put("body", 17), body -> body.put("type", "telepathy"),
        body -> body.put("surprise", true), body -> body.put("recipient_type", "everybody"),
        body -> body.put("biz_opaque_callback_data", "x".repeat(513)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsRefused(Consumer<ObjectNode> mistake) {
    var body = Json.object().put("messaging_product", "whatsapp").put("recipient_type", "individual")
        .put("to", "5511999990001").put("type", "text");
    body.putObject("text").put("body", "Olá");
    assertThat(post(body)).as("without the mistake").isEqualTo(200);

    mistake.accept(body);

    assertThat(post(body)).isGreaterThanOrEqualTo(400);
  }

  /// The specification is of November 2025; `recipient` came with the business-scoped user ids in 2026.
  @Test
  void aUserIdIsWrittenAsMetasLaterDocumentationSaysAndNotAsTheSpecificationDoes() {
    var message = message(new Content.Text("Olá"), null, Files.NONE);
    var toUserId = new OutboundMessage(message.id(), message.id(), "BR.13491208655302741918", message.content(), null,
        1,
        message.deadlineNanos(), Files.NONE);

    assertThat(provider().send(toUserId)).isNotInstanceOf(SendResult.Accepted.class);
  }

  private int post(ObjectNode body) {
    var call = Call.postJson(URI.create(url() + "/v23.0/" + TestAccount.PHONE_NUMBER_ID + "/messages"),
        Map.of("Authorization", "Bearer " + TestAccount.secret("accessToken").reveal()), Json.write(body), PATIENT);
    return switch (client.call(call)) {
      case Exchange.Answered answer -> answer.status();
      case Exchange.NotSent(var failure) -> throw new AssertionError(failure);
      case Exchange.Unanswered(var failure) -> throw new AssertionError(failure);
    };
  }

  private WhatsAppProvider provider() {
    return TestAccount.provider(factory, TestAccount.settings(url(), PATIENT));
  }

  private String url() {
    if (prism == null) {
      throw new IllegalStateException("not started");
    }
    return prism.url();
  }

  private static OutboundMessage message(Content content, @Nullable String answered, Files files) {
    var id = UUID.randomUUID();
    var reply = answered == null ? null : new OutboundMessage.Reply(UUID.randomUUID(), answered);
    return new OutboundMessage(id, id, "+5511999990001", content, reply, 1, System.nanoTime() + PATIENT.toNanos(),
        files);
  }
}
