package dev.switchboard.providers.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import dev.switchboard.core.spi.TemplateValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What only WhatsApp has, against a Graph API on loopback.
class WhatsAppProviderTest {

  private static final String NUMBER = TestAccount.PHONE_NUMBER_ID;
  private static final String WABA = TestAccount.BUSINESS_ACCOUNT_ID;
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private final FakeGraph graph = new FakeGraph();
  private final WhatsAppFactory factory = new WhatsAppFactory();
  private final WhatsAppProvider provider = TestAccount.provider(factory, TestAccount.settings(graph.url(), PATIENT));

  @AfterEach
  void close() {
    factory.close();
    graph.close();
  }

  @Test
  void aPhoneNumberIsWrittenWithoutItsPlusAndGoesIntoTo() {
    send("+5511999990001", new Content.Text("Olá"));

    assertThat(body().path("to").asText()).isEqualTo("5511999990001");
    assertThat(body().has("recipient")).isFalse();
  }

  @Test
  void aUserIdGoesIntoRecipient() {
    send("BR.13491208655302741918", new Content.Text("Olá"));

    assertThat(body().path("recipient").asText()).isEqualTo("BR.13491208655302741918");
    assertThat(body().has("to")).isFalse();
  }

  @Test
  void ourIdGoesAlongAndTheAnsweredMessageIsNamed() {
    var message = message("+5511999990001", new Content.Text("Sim: https://example.com"), Files.NONE, "wamid.9");

    provider.send(message);

    assertThat(graph.last().target()).isEqualTo("/v23.0/" + NUMBER + "/messages");
    assertThat(graph.last().authorization())
        .isEqualTo("Bearer " + TestAccount.secret("accessToken").reveal());
    assertThat(body()).isEqualTo(json("""
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"5511999990001",
         "biz_opaque_callback_data":"%s","context":{"message_id":"wamid.9"},
         "type":"text","text":{"body":"Sim: https://example.com","preview_url":true}}""".formatted(message.id())));
  }

  @Test
  void aFileThatWeKeepIsHandedOverOnceAndNamedByMetasId() {
    graph.answers("POST", NUMBER + "/media", 200, "{\"id\":\"3001\"}");
    var files = new KeptFiles("application/pdf", "nota.pdf", "%PDF-1.7 nota");
    var document = new Content.Document(MediaFile.kept(files.id()), "A nota");

    provider.send(message("+5511999990001", document, files, null));
    provider.send(message("+5511999990002", document, files, null));

    assertThat(graph.asked()).extracting(FakeGraph.Asked::target).containsExactly("/v23.0/" + NUMBER + "/media",
        "/v23.0/" + NUMBER + "/messages", "/v23.0/" + NUMBER + "/messages");
    assertThat(graph.asked().getFirst().contentType()).startsWith("multipart/form-data");
    assertThat(graph.asked().getFirst().body()).contains("messaging_product", "whatsapp", "application/pdf", "nota.pdf",
        "%PDF-1.7 nota");
    assertThat(body().path("document"))
        .isEqualTo(json("{\"id\":\"3001\",\"caption\":\"A nota\",\"filename\":\"nota.pdf\"}"));
  }

  @Test
  void aFileThatMetaRefusesIsTheMessagesFault() {
    graph.answers("POST", NUMBER + "/media", 400,
        "{\"error\":{\"code\":100,\"message\":\"Param file must be a file\"}}");
    var files = new KeptFiles("application/pdf", "nota.pdf", "not a PDF");

    var result = provider
        .send(message("+5511999990001", new Content.Document(MediaFile.kept(files.id()), null), files, null));

    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED));
    assertThat(graph.asked()).hasSize(1);
  }

  @Test
  void aFileThatCouldNotBeHandedOverLeavesNoDoubtAboutTheMessage() {
    graph.answers("POST", NUMBER + "/media", 502, "<html>");
    var files = new KeptFiles("image/png", "a.png", "png");

    var result = provider
        .send(message("+5511999990001", new Content.Image(MediaFile.kept(files.id()), null), files, null));

    assertThat(result).isInstanceOf(SendResult.RetryLater.class);
    assertThat(graph.asked()).hasSize(1);
  }

  @Test
  void aFileThatIsGoneRejectsTheMessage() {
    assertRejected(
        message("+5511999990001", new Content.Image(MediaFile.kept(UUID.randomUUID()), null), Files.NONE, null));
  }

  static Stream<Content> outsideLimits() {
    var url = MediaFile.at(URI.create("https://files.example.com/a"));
    var button = new Interaction.Button("a", "A");
    return Stream.of(new Content.Text(" "), new Content.Text("x".repeat(4097)),
        new Content.Image(url, "x".repeat(1025)), new Content.Image(MediaFile.at("3001", null, null), null),
        new Content.Contacts(List.of()), new Content.Contacts(IntStream.range(0, 6)
            .mapToObj(i -> new ContactCard("Ana " + i, List.of(), List.of(), null, null)).toList()),
        new Content.Reaction("👍"),
        interactive("x".repeat(1025), new Interaction.Buttons(List.of(button))),
        interactive("body", new Interaction.Buttons(List.of())),
        interactive("body", new Interaction.Buttons(List.of(button, button))),
        interactive("body", new Interaction.Buttons(
            IntStream.range(0, 4).mapToObj(i -> new Interaction.Button("id" + i, "title" + i)).toList())),
        interactive("body", new Interaction.Buttons(List.of(new Interaction.Button("id", "x".repeat(21))))),
        interactive("body", new Interaction.Buttons(List.of(new Interaction.Button("x".repeat(257), "title")))),
        interactive("body", picker(11)), interactive("x".repeat(4097), picker(1)),
        interactive("body", new Interaction.Picker("x".repeat(21), picker(1).sections())),
        interactive("body", new Interaction.Link("x".repeat(21), URI.create("https://example.com"))),
        new Content.Interactive("x".repeat(61), null, "body", null, picker(1)),
        new Content.Interactive(null, new Content.Image(url, null), "body", null, picker(1)),
        new Content.Interactive(null, new Content.Audio(url, false), "body", null,
            new Interaction.Buttons(List.of(button))),
        new Content.Interactive(null, null, "body", "x".repeat(61), picker(1)),
        new Content.Template("welcome", null, Map.of(), List.of(), null));
  }

  @ParameterizedTest
  @MethodSource("outsideLimits")
  void whatIsOutsideMetasLimitsIsRefusedWithoutAskingMeta(Content content) {
    assertRejected(message("+5511999990001", content, Files.NONE, null));
  }

  private void assertRejected(OutboundMessage message) {
    assertThat(provider.send(message)).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED));
    assertThat(graph.asked()).isEmpty();
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithoutAskingMeta() {
    for (var address : List.of("", "not an address", "+", "é")) {
      assertThat(send(address, new Content.Text("Olá"))).isInstanceOfSatisfying(SendResult.Rejected.class,
          rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.BAD_ADDRESS));
    }
    assertThat(graph.asked()).isEmpty();
  }

  @Test
  void aTakenBackReactionIsAnEmptyOne() {
    provider.send(message("+5511999990001", new Content.Reaction(null), Files.NONE, "wamid.9"));

    assertThat(body().path("reaction")).isEqualTo(json("{\"message_id\":\"wamid.9\",\"emoji\":\"\"}"));
    assertThat(body().has("context")).isFalse();
  }

  @Test
  void aListHasItsSectionsAndRows() {
    send("+5511999990001", new Content.Interactive("Entrega", null, "Como?", "até amanhã", new Interaction.Picker("Ver",
        List.of(new Interaction.Section("Rápida", List.of(new Interaction.Row("moto", "Moto", "hoje"))),
            new Interaction.Section("Barata", List.of(new Interaction.Row("mail", "Correio", null)))))));

    assertThat(body().path("interactive")).isEqualTo(json("""
        {"type":"list","action":{"button":"Ver","sections":[
           {"title":"Rápida","rows":[{"id":"moto","title":"Moto","description":"hoje"}]},
           {"title":"Barata","rows":[{"id":"mail","title":"Correio"}]}]},
         "body":{"text":"Como?"},"header":{"type":"text","text":"Entrega"},"footer":{"text":"até amanhã"}}"""));
  }

  @Test
  void aLinkIsAButtonThatOpensAPage() {
    send("+5511999990001", new Content.Interactive(null,
        new Content.Image(MediaFile.at(URI.create("https://example.com/a.png")), "not shown"), "Veja", null,
        new Interaction.Link("Abrir", URI.create("https://example.com/p/1"))));

    assertThat(body().path("interactive")).isEqualTo(json("""
        {"type":"cta_url","action":{"name":"cta_url",
           "parameters":{"display_text":"Abrir","url":"https://example.com/p/1"}},
         "body":{"text":"Veja"},"header":{"type":"image","image":{"link":"https://example.com/a.png"}}}"""));
  }

  @Test
  void countedVariablesFillTheBodyInTheirOrder() {
    send("+5511999990001",
        new Content.Template("shipped", "pt_BR",
            Map.of("2", TemplateValue.of("b"), "10", TemplateValue.of("j"), "1", TemplateValue.of("a")), List.of(),
            null));

    assertThat(body().path("template")).isEqualTo(json("""
        {"name":"shipped","language":{"code":"pt_BR"},"components":[{"type":"body","parameters":[
           {"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"j"}]}]}"""));
  }

  @Test
  void namedVariablesFillTheBodyByName() {
    send("+5511999990001",
        new Content.Template("shipped", "pt_BR",
            Map.of("order", TemplateValue.of("12"), "name", TemplateValue.of("Ana")), List.of(), null));

    assertThat(body().path("template").path("components")).isEqualTo(json("""
        [{"type":"body","parameters":[{"type":"text","parameter_name":"name","text":"Ana"},
          {"type":"text","parameter_name":"order","text":"12"}]}]"""));
  }

  @Test
  void aTemplateHasHeadersAndButtonsToo() {
    var image = new Content.Image(MediaFile.at(URI.create("https://example.com/a.png")), null);
    send("+5511999990001", new Content.Template("shipped", "pt_BR", Map.of(), List.of(
        new TemplateComponent(Part.HEADER, null, null, List.of(new Parameter(null, null, image, null))),
        new TemplateComponent(Part.BODY, null, null, List.of(Parameter.text("Ana"))),
        new TemplateComponent(Part.BUTTON, "quick_reply", 0, List.of(new Parameter(null, null, null, "CANCEL-17"))),
        new TemplateComponent(Part.BUTTON, "URL", 1, List.of(Parameter.text("17"))),
        new TemplateComponent(Part.BUTTON, "copy_code", 2, List.of(Parameter.text("10OFF")))), null));

    assertThat(body().path("template").path("components")).isEqualTo(json(
        """
        [{"type":"header","parameters":[{"type":"image","image":{"link":"https://example.com/a.png"}}]},
         {"type":"body","parameters":[{"type":"text","text":"Ana"}]},
         {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"CANCEL-17"}]},
         {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"17"}]},
         {"type":"button","sub_type":"copy_code","index":"2","parameters":[{"type":"coupon_code","coupon_code":"10OFF"}]}]"""));
  }

  @Test
  void aVisitingCardHasTheWholeNameAndItsParts() {
    send("+5511999990001", new Content.Contacts(List.of(new ContactCard("Bruno Reis Silva",
        List.of(new ContactCard.Phone("+55 11 99999-0002", "cell", "5511999990002")), List.of("b@example.com"), "Reis",
        null))));

    assertThat(body().path("contacts")).isEqualTo(json("""
        [{"name":{"formatted_name":"Bruno Reis Silva","first_name":"Bruno","last_name":"Reis Silva"},
          "phones":[{"phone":"+55 11 99999-0002","type":"CELL","wa_id":"5511999990002"}],
          "emails":[{"email":"b@example.com"}],"org":{"company":"Reis"}}]"""));
  }

  @Test
  void readingAndTypingAreShown() {
    provider.read("wamid.7", true);

    assertThat(body()).isEqualTo(json("""
        {"messaging_product":"whatsapp","status":"read","message_id":"wamid.7","typing_indicator":{"type":"text"}}"""));
  }

  @Test
  void thatItCouldNotBeShownIsNoError() {
    graph.answers("POST", NUMBER + "/messages", 400, "{\"error\":{\"code\":131009}}");

    provider.read("wamid.7", false);

    assertThat(body().has("typing_indicator")).isFalse();
  }

  @Test
  void aFileIsFetchedWhereGraphSaysItIs() throws IOException {
    graph.answers("GET", "3001?phone_number_id=" + NUMBER, 200,
        "{\"url\":\"%s/files/3001?hash=a\",\"mime_type\":\"image/jpeg\",\"id\":\"3001\"}".formatted(graph.url()));
    graph.answersFile("/files/3001?hash=a", 200, "application/octet-stream", "jpeg");

    try (var bytes = provider.fetch("3001").orElseThrow().bytes()) {
      assertThat(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("jpeg");
    }
    assertThat(graph.asked()).allSatisfy(asked -> assertThat(asked.authorization())
        .isEqualTo("Bearer " + TestAccount.secret("accessToken").reveal()));
  }

  @Test
  void theKindOfAFetchedFileIsWhatGraphSays() throws IOException {
    graph.answers("GET", "3001?phone_number_id=" + NUMBER, 200,
        "{\"url\":\"%s/files/3001\",\"mime_type\":\"image/jpeg\"}".formatted(graph.url()));
    graph.answersFile("/files/3001", 200, "application/octet-stream", "jpeg");

    var download = provider.fetch("3001").orElseThrow();

    assertThat(download.mimeType()).isEqualTo("image/jpeg");
    assertThat(download.size()).isEqualTo(4);
    download.bytes().close();
  }

  @Test
  void aFileThatMetaDoesNotHaveAnyMoreIsGone() throws IOException {
    graph.answers("GET", "3002?phone_number_id=" + NUMBER, 200, "{\"url\":\"%s/files/3002\"}".formatted(graph.url()));
    graph.answersFile("/files/3002", 404, "text/plain", "");

    assertThat(provider.fetch("3001")).as("not known to Graph").isEmpty();
    assertThat(provider.fetch("3002")).as("not known to the host of files").isEmpty();
  }

  @Test
  void aFileThatIsNotHandedOutNowIsTriedAgain() {
    graph.answers("GET", "3001?phone_number_id=" + NUMBER, 500, "{\"error\":{\"code\":2}}");
    graph.answers("GET", "3002?phone_number_id=" + NUMBER, 200, "{\"url\":\"%s/files/3002\"}".formatted(graph.url()));
    graph.answersFile("/files/3002", 503, "text/plain", "");

    assertThatThrownBy(() -> provider.fetch("3001")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> provider.fetch("3002")).isInstanceOf(IOException.class);
  }

  @Test
  void aFileIsFetchedFromNobodyButMeta() throws IOException {
    try (var stranger = new FakeGraph()) {
      var addresses = List.of(stranger.url() + "/steal", "http://lookaside.fbsbx.com/a",
          "https://fbsbx.com.example.org/a",
          "https://evilfbsbx.com/a", "https://lookaside.fbsbx.com:8443/a", "https://fbsbx.com@example.org/a",
          "https://169.254.169.254/latest", "file:///etc/passwd", "../../me", "3001/../me", "");
      for (var address : addresses) {
        graph.answers("GET", "3001?phone_number_id=" + NUMBER, 200, Json.object().put("url", address).toString());
        assertThatThrownBy(() -> provider.fetch("3001")).as(address).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> provider.fetch(address)).as(address).isInstanceOf(IOException.class);
      }
      assertThat(stranger.asked()).isEmpty();
      assertThat(graph.asked()).allSatisfy(asked -> assertThat(asked.target()).contains("3001?"));
    }
  }

  @Test
  void templatesAreReadPageByPageAndNotWhereTheNextPageIsSaidToBe() throws IOException {
    var first = WABA
        + "/message_templates?fields=id%2Cname%2Clanguage%2Ccategory%2Cstatus%2Crejected_reason%2Ccomponents&limit=100";
    graph.answers("GET", first, 200, """
        {"data":[{"id":"1","name":"shipped","language":"pt_BR","category":"UTILITY","status":"APPROVED",
          "rejected_reason":"NONE","components":[{"type":"BODY","text":"Olá {{1}}"}]}],
         "paging":{"cursors":{"after":"Mg=="},"next":"https://example.org/elsewhere"}}""");
    graph.answers("GET", first.replace("/message_templates?", "/message_templates?after=Mg%3D%3D&"), 200, """
        {"data":[{"id":"2","name":"promo","language":"pt_BR","category":"MARKETING","status":"REJECTED",
          "rejected_reason":"INVALID_FORMAT"}],"paging":{"cursors":{"after":"Mw=="}}}""");

    var templates = provider.templates();

    assertThat(templates).extracting(each -> each.name() + " " + each.state() + " " + each.reason())
        .containsExactly("shipped APPROVED null", "promo REJECTED INVALID_FORMAT");
    assertThat(templates.getFirst().components().path(0).path("text").asText()).isEqualTo("Olá {{1}}");
  }

  @Test
  void templatesThatCannotBeReadAreNoEmptyList() {
    assertThatThrownBy(provider::templates).isInstanceOf(IOException.class)
        .hasMessageContaining("Unsupported get request");
  }

  @Test
  void anAccountWhereAllIsWellIsFoundGood() {
    number(
        "{\"display_phone_number\":\"+55 11 4002-8922\",\"verified_name\":\"Loja\",\"quality_rating\":\"GREEN\",\"status\":\"CONNECTED\"}");
    graph.answers("GET", NUMBER + "?fields=webhook_configuration", 200,
        "{\"webhook_configuration\":{\"application\":\"https://sb.example/webhooks/1\"},\"id\":\"1\"}");
    graph.answers("GET", WABA + "/phone_numbers?fields=id%2Cdisplay_phone_number&limit=100", 200,
        "{\"data\":[{\"id\":\"%s\"}]}".formatted(NUMBER));
    graph.answers("GET", WABA + "/subscribed_apps", 200,
        "{\"data\":[{\"whatsapp_business_api_data\":{\"id\":\"9\",\"name\":\"Loja App\"}}]}");
    graph.answers("GET",
        WABA + "/message_templates?fields=id%2Cname%2Clanguage%2Ccategory%2Cstatus%2Crejected_reason%2Ccomponents&limit=100",
        200, "{\"data\":[{\"id\":\"1\",\"name\":\"a\",\"language\":\"pt_BR\",\"status\":\"APPROVED\"}]}");

    assertThat(provider.check("https://sb.example/webhooks/1")).allSatisfy(
        finding -> assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.GOOD));
    assertThat(provider.check("https://sb.example/webhooks/1")).extracting(Finding::what).containsExactly("credentials",
        "phone number", "quality", "webhook URL", "business account", "webhook subscription", "templates");
    assertThat(verdict("webhook URL", "https://sb.example/webhooks/2")).isEqualTo(Verdict.BAD);
    assertThat(verdict("webhook URL", null)).isEqualTo(Verdict.DOUBTFUL);
  }

  @Test
  void whatIsWrongWithAnAccountIsNamed() {
    number("{\"display_phone_number\":\"+55 11 4002-8922\",\"quality_rating\":\"RED\",\"status\":\"BANNED\"}");
    graph.answers("GET", NUMBER + "?fields=webhook_configuration", 200, "{\"id\":\"1\"}");
    graph.answers("GET", WABA + "/phone_numbers?fields=id%2Cdisplay_phone_number&limit=100", 200,
        "{\"data\":[{\"id\":\"7\"}]}");
    graph.answers("GET", WABA + "/subscribed_apps", 200, "{\"data\":[]}");

    for (var what : List.of("phone number", "quality", "webhook URL", "business account", "webhook subscription")) {
      assertThat(verdict(what, null)).as(what).isEqualTo(Verdict.BAD);
    }
    assertThat(verdict("templates", null)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aTokenThatMetaDoesNotAcceptEndsTheInspection() {
    graph.answers("GET", numberFields(), 401, "{\"error\":{\"code\":190,\"message\":\"expired\"}}");

    assertThat(provider.check(null)).singleElement().satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("accessToken");
    });
  }

  @Test
  void aNumberThatMetaDoesNotKnowIsNamed() {
    assertThat(provider.check(null)).last().satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("phoneNumberId");
    });
  }

  private void number(String json) {
    graph.answers("GET", numberFields(), 200, json);
  }

  private static String numberFields() {
    return NUMBER + "?fields=id%2Cdisplay_phone_number%2Cverified_name%2Cquality_rating%2Cstatus%2C"
        + "code_verification_status%2Cname_status%2Cplatform_type";
  }

  private Verdict verdict(String what, @Nullable String webhookUrl) {
    return provider.check(webhookUrl).stream().filter(finding -> finding.what().equals(what)).findFirst().orElseThrow()
        .verdict();
  }

  private SendResult send(String to, Content content) {
    return provider.send(message(to, content, Files.NONE, null));
  }

  private static OutboundMessage message(String to, Content content, Files files, @Nullable String answered) {
    var id = UUID.randomUUID();
    var reply = answered == null ? null : new OutboundMessage.Reply(UUID.randomUUID(), answered);
    return new OutboundMessage(id, id, to, content, reply, 1, System.nanoTime() + PATIENT.toNanos(), files);
  }

  private static Content interactive(String body, Interaction action) {
    return new Content.Interactive(null, null, body, null, action);
  }

  private static Interaction.Picker picker(int rows) {
    return new Interaction.Picker("Ver", List.of(new Interaction.Section(null,
        IntStream.range(0, rows).mapToObj(i -> new Interaction.Row("id" + i, "row " + i, null)).toList())));
  }

  private JsonNode body() {
    return graph.last().json();
  }

  private static JsonNode json(String text) {
    return Json.read(text);
  }
}
