package dev.switchboard.providers.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Conduct;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import dev.switchboard.core.spi.TemplateValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What goes over the wire, and what only Twilio answers.
class TwilioProviderTest {

  private static final String MESSAGES = "/2010-04-01/Accounts/" + FakeTwilio.ACCOUNT + "/Messages.json";
  private static final String TEMPLATE = "HX0123456789abcdef0123456789abcdef";

  private final FakeTwilio twilio = new FakeTwilio();
  private final TwilioFactory factory = new TwilioFactory();
  private final UUID id = UUID.randomUUID();

  @AfterEach
  void close() {
    factory.close();
    twilio.close();
  }

  @Test
  void aTextIsAFormWithOurIdInTheAddressOfItsReports() {
    assertThat(send(sms(), new Content.Text("Olá & tchau 👋"))).isInstanceOf(SendResult.Accepted.class);

    var call = twilio.calls.getFirst();
    assertThat(call.target()).isEqualTo(MESSAGES);
    assertThat(call.headers()).containsEntry("content-type", "application/x-www-form-urlencoded")
        .containsEntry("authorization", "Basic " + java.util.Base64.getEncoder().encodeToString(
            (FakeTwilio.ACCOUNT + ":" + FakeTwilio.TOKEN).getBytes(StandardCharsets.UTF_8)));
    assertThat(twilio.lastMessage().fields()).containsOnly(
        Map.entry("To", List.of("+5511999990001")), Map.entry("From", List.of("+15005550006")),
        Map.entry("Body", List.of("Olá & tchau 👋")),
        Map.entry("StatusCallback", List.of(Accounts.WEBHOOK + "?messageId=" + id)));
  }

  @Test
  void aTextThatReadsNullIsNotLostInTheSdk() {
    send(sms(), new Content.Text("null"));

    assertThat(twilio.lastMessage().raw("Body")).isEqualTo("null");
  }

  @Test
  void overWhatsAppBothAddressesSaySo() {
    send(whatsapp(), new Content.Text("Olá"));

    assertThat(twilio.lastMessage().raw("From")).isEqualTo("whatsapp:+551150000001");
    assertThat(twilio.lastMessage().raw("To")).isEqualTo("whatsapp:+5511999990001");
  }

  @Test
  void aMessagingServiceTakesThePlaceOfASender() {
    var settings = Accounts.sms(twilio.url()).put("messagingServiceSid", "MG0123456789abcdef0123456789abcdef");
    settings.remove("from");
    settings.put("webhookUrl", Accounts.WEBHOOK + "?a=b#rc=5&rp=all");

    send(provider(settings), new Content.Text("Olá"));

    assertThat(twilio.lastMessage().fields()).doesNotContainKey("From")
        .containsEntry("MessagingServiceSid", List.of("MG0123456789abcdef0123456789abcdef"))
        .containsEntry("StatusCallback", List.of(Accounts.WEBHOOK + "?a=b&messageId=" + id + "#rc=5&rp=all"));
  }

  @Test
  void anApiKeySendsAndTheTokenStaysForWebhooks() {
    var account = new dev.switchboard.core.spi.AccountConfiguration(UUID.randomUUID(), "twilio",
        Accounts.sms(twilio.url()).put("apiKeySid", "SK0123456789abcdef0123456789abcdef"),
        Map.of("authToken", new dev.switchboard.core.spi.Secret(FakeTwilio.TOKEN), "apiKeySecret",
            new dev.switchboard.core.spi.Secret("key-secret")));

    send(factory.create(account), new Content.Text("Olá"));

    assertThat(twilio.calls.getFirst().headers().get("authorization"))
        .isEqualTo("Basic " + java.util.Base64.getEncoder()
            .encodeToString("SK0123456789abcdef0123456789abcdef:key-secret".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aFileInTheOpenGoesByItsAddress() {
    send(whatsapp(), new Content.Image(MediaFile.at(URI.create("https://files.example.com/a.jpg?x=1&y=2")), "veja"));

    assertThat(twilio.lastMessage().fields()).containsEntry("Body", List.of("veja"))
        .containsEntry("MediaUrl", List.of("https://files.example.com/a.jpg?x=1&y=2"));
  }

  @Test
  void aFileThatWeKeepGoesByALink() {
    var file = UUID.randomUUID();

    whatsapp().send(message(new Content.Audio(MediaFile.kept(file), true), new Links(true)));

    assertThat(twilio.lastMessage().raw("MediaUrl")).isEqualTo("https://switchboard.example/files/" + file);
    assertThat(twilio.lastMessage().fields()).doesNotContainKey("Body");
  }

  @Test
  void aFileThatTwilioCannotFetchIsRefusedAndTheReasonSaid() {
    var result = whatsapp().send(message(new Content.Audio(MediaFile.kept(UUID.randomUUID()), true), new Links(false)));

    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.BAD_CONFIGURATION));
    assertThat(twilio.asked()).isZero();
  }

  @Test
  void aPlaceHasWordsBesideItsCoordinates() {
    send(whatsapp(), new Content.Location(-23.5613, 1e-5, "MASP", "Av. Paulista, 1578", null));

    assertThat(twilio.lastMessage().fields()).containsEntry("Body", List.of("MASP"))
        .containsEntry("PersistentAction", List.of("geo:-23.5613,0.000010|Av. Paulista, 1578"));
  }

  @Test
  void aTemplateNamedByItsSidIsSentWithItsVariables() {
    send(sms(), new Content.Template(TEMPLATE, null,
        Map.of("1", TemplateValue.of("Ana"), "2", TemplateValue.of("\"17\"")), List.of(), null));

    assertThat(twilio.lastMessage().raw("ContentSid")).isEqualTo(TEMPLATE);
    assertThat(twilio.lastMessage().raw("ContentVariables")).isEqualTo("{\"1\":\"Ana\",\"2\":\"\\\"17\\\"\"}");
    assertThat(twilio.lastMessage().fields()).doesNotContainKey("Body");
  }

  @Test
  void aTemplateOfTheSettingsNeedsNoLook() {
    var settings = Accounts.sms(twilio.url());
    settings.putObject("templates").put("shipped/pt_BR", TEMPLATE);

    send(provider(settings), new Content.Template("shipped", "pt-BR", Map.of(), List.of(), null));

    assertThat(twilio.calls).hasSize(1);
    assertThat(twilio.lastMessage().raw("ContentSid")).isEqualTo(TEMPLATE);
  }

  @Test
  void aTemplateIsLookedUpByItsNameOnce() {
    var provider = whatsapp();
    for (var i = 0; i < 3; i++) {
      send(provider,
          new Content.Template("order_shipped", "pt_BR", Map.of("1", TemplateValue.of("Ana")), List.of(), null));
    }

    assertThat(twilio.calls.stream().filter(call -> call.method().equals("GET"))).hasSize(1);
    assertThat(twilio.lastMessage().raw("ContentSid")).isEqualTo("HX00000000000000000000000000000001");
  }

  @Test
  void aTemplateThatTwilioDoesNotHaveIsRefused() {
    assertThat(send(whatsapp(), new Content.Template("order_lost", "pt_BR", Map.of(), List.of(), null)))
        .isInstanceOfSatisfying(SendResult.Rejected.class,
            rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED));
    assertThat(twilio.taken()).isZero();
  }

  @Test
  void whereTheTemplatesCannotBeReadTheMessageIsSentLater() {
    twilio.behave(Conduct.LOSES_CONNECTION);

    assertThat(send(whatsapp(), new Content.Template("order_shipped", "pt_BR", Map.of(), List.of(), null)))
        .isInstanceOf(SendResult.RetryLater.class);
  }

  @Test
  void componentsFillThePlaceholdersInTheirOrder() {
    var components = List.of(
        new TemplateComponent(Part.BUTTON, "url", 0, List.of(Parameter.text("track/17"))),
        new TemplateComponent(Part.BODY, null, null, List.of(Parameter.text("Ana"), Parameter.text("17"))),
        new TemplateComponent(Part.HEADER, null, null, List.of(new Parameter(null, null,
            new Content.Image(MediaFile.at(URI.create("https://files.example.com/a.jpg")), null), null))));

    send(whatsapp(), new Content.Template(TEMPLATE, null, Map.of(), components, null));

    assertThat(twilio.lastMessage().raw("ContentVariables")).isEqualTo(
        "{\"1\":\"https://files.example.com/a.jpg\",\"2\":\"Ana\",\"3\":\"17\",\"4\":\"track/17\"}");
  }

  @Test
  void buttonsArePutAtTwilioOnceAndThenSent() throws IOException {
    var provider = whatsapp();
    send(provider, buttons(null));
    send(provider, buttons(null));

    var made = twilio.calls.stream().filter(call -> call.target().equals("/v1/Content")).toList();
    assertThat(made).hasSize(1);
    var types = TwilioJson.read(made.getFirst().body()).path("types");
    assertThat(types.path("twilio/quick-reply").path("actions").path(1).path("id").asText()).isEqualTo("no");
    assertThat(twilio.lastMessage().raw("ContentSid")).startsWith("HX");
    assertThat(provider.templates()).extracting(template -> template.name()).containsExactly("order_shipped");
  }

  @Test
  void whatHasAFooterIsACard() {
    send(whatsapp(), buttons("até já"));

    var types = TwilioJson.read(twilio.calls.getFirst().body()).path("types");
    assertThat(types.path("whatsapp/card").path("footer").asText()).isEqualTo("até já");
  }

  @Test
  void aListKeepsItsHeaderAsWords() {
    var picker = new Interaction.Picker("Escolha",
        List.of(new Interaction.Section("A", List.of(new Interaction.Row("a", "Um", null))),
            new Interaction.Section("B", List.of(new Interaction.Row("b", "Dois", "mais")))));

    send(whatsapp(), new Content.Interactive("Envio", null, "Como?", null, picker));

    var list = TwilioJson.read(twilio.calls.getFirst().body()).path("types").path("twilio/list-picker");
    assertThat(list.path("body").asText()).isEqualTo("Envio\n\nComo?");
    assertThat(list.path("items")).hasSize(2);
  }

  @Test
  void moreButtonsThanThereMayBeAreRefusedAtOnce() {
    var button = new Interaction.Button("a", "A");

    assertThat(send(whatsapp(), new Content.Interactive(null, null, "?", null,
        new Interaction.Buttons(List.of(button, button, button, button))))).isInstanceOf(SendResult.Rejected.class);
    assertThat(twilio.asked()).isZero();
  }

  @Test
  void whereButtonsCannotBePutAtTwilioNothingWasSent() {
    twilio.lay("/v1/Content", HttpReply.json(500, "{}"));

    assertThat(send(whatsapp(), buttons(null))).isInstanceOf(SendResult.RetryLater.class);
    assertThat(twilio.taken()).isZero();
  }

  private static Content buttons(@org.jspecify.annotations.Nullable String footer) {
    return new Content.Interactive(null, null, "Confirma?", footer,
        new Interaction.Buttons(List.of(new Interaction.Button("yes", "Sim"), new Interaction.Button("no", "Não"))));
  }

  @Test
  void theSdkAsksOnlyOnce() {
    twilio.behave(Conduct.FAILS);
    send(sms(), new Content.Text("Olá"));

    assertThat(twilio.asked()).isEqualTo(1);
  }

  @Test
  void unavailableInTwiliosWordsIsSureAndInAnyOtherIsNot() {
    twilio.lay(MESSAGES, HttpReply.json(503, FakeTwilio.error(20503, 503)).with("Retry-After", "3"));
    assertThat(send(sms(), new Content.Text("Olá"))).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(3)));

    twilio.lay(MESSAGES, HttpReply.json(503, "<html>"));
    assertThat(send(sms(), new Content.Text("Olá"))).isInstanceOf(SendResult.Unconfirmed.class);

    twilio.lay(MESSAGES, HttpReply.json(500, FakeTwilio.error(20500, 500)));
    assertThat(send(sms(), new Content.Text("Olá"))).isInstanceOf(SendResult.Unconfirmed.class);
  }

  @Test
  void aDailyLimitIsNotTriedEveryMinute() {
    twilio.lay(MESSAGES, HttpReply.json(429, FakeTwilio.error(63038, 429)));

    assertThat(send(sms(), new Content.Text("Olá"))).isInstanceOfSatisfying(SendResult.RetryLater.class, later -> {
      assertThat(later.failure().reason()).isEqualTo(FailureReason.THROTTLED);
      assertThat(later.retryAfter()).isEqualTo(Duration.ofHours(1));
    });
  }

  @Test
  void aFullQueueIsTriedLaterAlthoughItIsA400() {
    twilio.lay(MESSAGES, HttpReply.json(400, FakeTwilio.error(21611, 400)));

    assertThat(send(sms(), new Content.Text("Olá"))).isInstanceOf(SendResult.RetryLater.class);
  }

  @Test
  void anUnsubscribedRecipientHasOptedOut() {
    twilio.lay(MESSAGES, HttpReply.json(400, FakeTwilio.error(21610, 400)));

    assertThat(send(sms(), new Content.Text("Olá"))).isInstanceOfSatisfying(SendResult.Rejected.class, rejected -> {
      assertThat(rejected.failure().reason()).isEqualTo(FailureReason.OPTED_OUT);
      assertThat(rejected.failure().code()).isEqualTo("21610");
    });
  }

  @Test
  void twilioTellsWhyAMessageFailed() {
    twilio.lay("/2010-04-01/Accounts/" + FakeTwilio.ACCOUNT + "/Messages/SM1.json", HttpReply.json(200, """
        {"sid": "SM1", "status": "undelivered", "error_code": 30007, "error_message": "Message filtered",
         "date_updated": "Sat, 21 Nov 2026 12:00:01 +0000", "price": "-0.0075", "price_unit": "USD"}"""));

    assertThat(status("SM1")).isInstanceOfSatisfying(StatusResult.Found.class, found -> {
      assertThat(found.report().status()).isEqualTo(Status.FAILED);
      assertThat(found.report().failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED);
      assertThat(found.report().at()).isEqualTo(Instant.parse("2026-11-21T12:00:01Z"));
      assertThat(found.report().details()).containsEntry("price", "-0.0075");
    });
  }

  @Test
  void aMessageThatTwilioHasDeletedIsNotOneThatItNeverHad() {
    assertThat(status("SM00000000000000000000000000000000")).isInstanceOf(StatusResult.CannotTell.class);
  }

  @Test
  void withoutTwiliosIdNobodyIsAsked() {
    assertThat(status(null)).isInstanceOf(StatusResult.CannotTell.class);
    assertThat(twilio.asked()).isZero();
  }

  private StatusResult status(@org.jspecify.annotations.Nullable String sid) {
    return sms().getStatus(new StatusQuery(id, sid, "+5511999990001", Instant.now()));
  }

  @Test
  void whoeverWritesIsShownToBeWriting() {
    whatsapp().read("SM0123456789abcdef0123456789abcdef", true);

    assertThat(twilio.calls).hasSize(1);
    assertThat(twilio.calls.getFirst().target()).isEqualTo("/v2/Indicators/Typing.json");
    assertThat(Form.of(twilio.calls.getFirst().body()).raw("messageId"))
        .isEqualTo("SM0123456789abcdef0123456789abcdef");
  }

  @Test
  void overSmsNobodyIsShownAnything() {
    sms().read("SM1", true);

    assertThat(twilio.asked()).isZero();
  }

  @Test
  void templatesComeWithTheirState() throws IOException {
    assertThat(whatsapp().templates()).singleElement().satisfies(template -> {
      assertThat(template.state()).isEqualTo("APPROVED");
      assertThat(template.language()).isEqualTo("pt_BR");
    });
  }

  @Test
  void templatesThatCannotBeReadAreNotNone() {
    twilio.behave(Conduct.REFUSES_CREDENTIALS);

    assertThatThrownBy(() -> whatsapp().templates()).isInstanceOf(IOException.class);
  }

  @Test
  void filesGoBySmsOnlyWhereTheNumberCanSendThem() {
    assertThat(sms().capabilities().contentKinds()).containsExactlyInAnyOrder(ContentKind.TEXT, ContentKind.TEMPLATE);
    assertThat(provider(Accounts.sms(twilio.url()).put("mms", true)).capabilities().contentKinds())
        .contains(ContentKind.IMAGE);
  }

  @Test
  void aRegionOfTwiliosHasAllItsProducts() {
    var settings = TwilioSettings.of(Accounts.with(Accounts.sms("https://api.dublin.ie1.twilio.com")));

    assertThat(settings.at(URI.create("https://messaging.twilio.com/v1/Services?a=b")))
        .hasToString("https://messaging.dublin.ie1.twilio.com/v1/Services?a=b");
  }

  @Test
  void elsewhereThanAtTwilioAllProductsAreInOnePlace() {
    var settings = TwilioSettings.of(Accounts.with(Accounts.sms("http://127.0.0.1:8090/twilio/")));

    assertThat(settings.at(URI.create("https://messaging.twilio.com/v1/Services")))
        .hasToString("http://127.0.0.1:8090/twilio/v1/Services");
  }

  @Test
  void aSenderOfNoShapeIsNamed() {
    for (var from : List.of("", "+0", "ana@example.com", "A name that is too long")) {
      assertThatThrownBy(() -> provider(Accounts.sms(twilio.url()).put("from", from)))
          .isInstanceOfSatisfying(InvalidConfigurationException.class,
              wrong -> assertThat(wrong.setting()).isEqualTo("from"));
    }
  }

  @Test
  void aWebhookUrlWithAnUnderscoreInItsHostIsRefusedAsTwilioWould() {
    assertThatThrownBy(
        () -> provider(Accounts.sms(twilio.url()).put("webhookUrl", "https://my_host.example/webhooks/1")))
        .isInstanceOf(InvalidConfigurationException.class);
  }

  private TwilioProvider sms() {
    return provider(Accounts.sms(twilio.url()));
  }

  private TwilioProvider whatsapp() {
    return provider(Accounts.whatsapp(twilio.url()));
  }

  private TwilioProvider provider(ObjectNode settings) {
    return factory.create(Accounts.with(settings));
  }

  private SendResult send(TwilioProvider provider, Content content) {
    return provider.send(message(content, Files.NONE));
  }

  private OutboundMessage message(Content content, Files files) {
    return new OutboundMessage(id, id, "+5511999990001", content, null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos(), files);
  }

  /// Files that can be fetched from outside, or not.
  private record Links(boolean outside) implements Files {

    @Override
    public Optional<Kept> find(UUID attachmentId) {
      return Optional.of(new Kept(attachmentId, "audio/ogg", "voice.ogg", 3));
    }

    @Override
    public InputStream open(UUID attachmentId) {
      return InputStream.nullInputStream();
    }

    @Override
    public Optional<URI> link(UUID attachmentId, Duration validFor) {
      return outside ? Optional.of(URI.create("https://switchboard.example/files/" + attachmentId)) : Optional.empty();
    }

    @Override
    public String uploaded(UUID attachmentId, Duration validFor, Function<Kept, String> upload) {
      throw new UnsupportedOperationException("Twilio takes no files beforehand");
    }
  }
}
