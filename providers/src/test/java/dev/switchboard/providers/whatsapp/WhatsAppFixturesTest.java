package dev.switchboard.providers.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Exchange.Answered;
import dev.switchboard.providers.peer.SharedMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Payloads that other projects have recorded or taken from Meta's documentation, read in place.
class WhatsAppFixturesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  // The account that the recordings are sent to: all of them are for other numbers.
  private static final String URL = "https://graph.example";

  private final WhatsAppFactory factory = new WhatsAppFactory();

  @AfterEach
  void close() {
    factory.close();
  }

  /// How many items of a project were what.
  private static final class Tally {

    private int files;
    private int understood;
    private int unknown;
    private int refused;

    void count(List<InboundEvent> events) {
      files++;
      events.forEach(event -> {
        if (isUnknown(event)) {
          unknown++;
        } else {
          understood++;
        }
      });
    }
  }

  @Test
  void everyWebhookIsUnderstoodOrKeptAsUnknown() throws IOException {
    var provider = TestAccount.provider(factory, TestAccount.settings(URL, Duration.ofSeconds(1)));
    var tallies = new TreeMap<String, Tally>();
    for (var fixture : fixtures("whatsapp.webhook.")) {
      var file = fixture.path("file").asText();
      var body = Files.readAllBytes(SharedMaterial.at("fixtures/" + file));
      var tally = tallies.computeIfAbsent(file.substring(0, file.indexOf('/')), _ -> new Tally());
      switch (provider.receive(TestAccount.signed(body, TestAccount.secret("appSecret"), NOW))) {
        case WebhookResult.Refused _ -> tally.refused++;
        case WebhookResult.Understood(var events, _) -> {
          var items = events.stream().map(WhatsAppFixturesTest::unwrapped).toList();
          tally.count(items);
          assertThat(events).as(file).isNotEmpty();
          assertThat(items).as(file).anyMatch(meant(fixture.path("kind").asText()));
          assertForOthers(body, events, file);
        }
      }
    }
    print(tallies);
    assertThat(tallies.values()).allSatisfy(tally -> assertThat(tally.refused).isZero());
  }

  @Test
  void noneOfThemIsTakenWithoutASignature() throws IOException {
    var provider = TestAccount.provider(factory, TestAccount.settings(URL, Duration.ofSeconds(1)));
    for (var fixture : fixtures("whatsapp.webhook.")) {
      var body = Files.readAllBytes(SharedMaterial.at("fixtures/" + fixture.path("file").asText()));
      var foreign = TestAccount.signed(body, TestAccount.secret("verifyToken"), NOW);

      assertThat(provider.receive(foreign)).isInstanceOf(WebhookResult.Refused.class);
    }
  }

  @Test
  void everyAnswerOfGraphHasAMeaning() throws IOException {
    var answers = new GraphAnswers(TestAccount.secret("accessToken"));
    for (var fixture : fixtures("whatsapp.api.")) {
      var body = Files.readAllBytes(SharedMaterial.at("fixtures/" + fixture.path("file").asText()));
      var isError = fixture.path("kind").asText().endsWith(".error");

      var result = answers.toSend(new Answered(isError ? 400 : 200, Map.of(), body), 1, NOW);

      var isMessage = Json.text(Json.read(body).path("messages").path(0).path("id")) != null;
      assertThat(result).as(fixture.path("file").asText()).isInstanceOf(isMessage
          ? SendResult.Accepted.class
          : isError ? SendResult.class : SendResult.Unconfirmed.class);
    }
  }

  @Test
  void aTokenThatIsNotAcceptedAndALimitThatIsReachedAreKnown() throws IOException {
    var answers = new GraphAnswers(TestAccount.secret("accessToken"));

    assertThat(reason(answers, 401, "meta-openapi/response_post_messages_encrypted_401_Invalid_Access_Token.json"))
        .isEqualTo(FailureReason.BAD_CREDENTIALS);
    assertThat(reason(answers, 429, "meta-openapi/response_post_messages_encrypted_429_Rate_Limit_Exceeded.json"))
        .isEqualTo(FailureReason.THROTTLED);
    assertThat(reason(answers, 400, "bindambc/phone_phoneNumberNotFoundError.json"))
        .isEqualTo(FailureReason.BAD_CONFIGURATION);
  }

  private static FailureReason reason(GraphAnswers answers, int status, String file) throws IOException {
    var body = Files.readAllBytes(SharedMaterial.at("fixtures/" + file));
    return switch (answers.toSend(new Answered(status, Map.of(), body), 1, NOW)) {
      case SendResult.Rejected(var failure) -> failure.reason();
      case SendResult.RetryLater(var failure, _) -> failure.reason();
      case SendResult.Unconfirmed(var failure) -> failure.reason();
      case SendResult.Accepted _ -> throw new AssertionError("accepted");
    };
  }

  @Test
  void aRecordedListOfTemplatesIsReadToItsEnd() throws IOException {
    try (var graph = new FakeGraph()) {
      var first = TestAccount.BUSINESS_ACCOUNT_ID
          + "/message_templates?fields=id%2Cname%2Clanguage%2Ccategory%2Cstatus%2Crejected_reason%2Ccomponents&limit=100";
      graph.answers("GET", first, 200, Files.readString(SharedMaterial.at("fixtures/bindambc/retTemplate2.json")));
      graph.answers("GET", first.replace("?", "?after=MQZDZD&"), 200,
          Files.readString(SharedMaterial.at("fixtures/bindambc/retTemplate3.json")));

      var templates = TestAccount.provider(factory, TestAccount.settings(graph.url(), Duration.ofSeconds(20)))
          .templates();

      assertThat(templates).extracting(each -> each.name() + " " + each.state()).containsExactly(
          "welcome_template3 REJECTED", "schedule_confirmation5 APPROVED", "welcome_template3 REJECTED");
    }
  }

  private static List<JsonNode> fixtures(String kind) {
    return StreamSupport.stream(SharedMaterial.json("fixtures/index.json").spliterator(), false)
        .filter(fixture -> fixture.path("kind").asText().startsWith(kind)).toList();
  }

  private static InboundEvent unwrapped(InboundEvent event) {
    return event instanceof InboundEvent.Elsewhere(var _, var inner) ? inner : event;
  }

  /// Everything that is about another number says which one.
  private static void assertForOthers(byte[] body, List<InboundEvent> events, String file) {
    var numbers = new ArrayList<>(Json.read(body).findValuesAsText("phone_number_id"));
    numbers.removeIf(TestAccount.PHONE_NUMBER_ID::equals);
    if (!numbers.isEmpty()) {
      assertThat(events).as(file).allSatisfy(event -> assertThat(event)
          .isInstanceOfSatisfying(InboundEvent.Elsewhere.class, elsewhere -> assertThat(numbers)
              .contains(elsewhere.serviceAccount())));
    }
  }

  /// What the index says of a fixture, in our words.
  private static Predicate<InboundEvent> meant(String kind) {
    var word = kind.substring("whatsapp.webhook.".length());
    return switch (word) {
      case "text", "text_reply" -> content(Content.Text.class);
      case "image" -> content(Content.Image.class);
      case "video" -> content(Content.Video.class);
      case "audio" -> content(Content.Audio.class);
      case "document" -> content(Content.Document.class);
      case "sticker" -> content(Content.Sticker.class);
      case "location" -> content(Content.Location.class);
      case "contacts" -> content(Content.Contacts.class);
      case "order" -> content(Content.Order.class);
      case "reaction" -> content(Content.Reaction.class);
      case "button", "interactive_button_reply", "interactive_list_reply", "interactive_nfm_reply",
          "interactive_call_permission_reply" ->
          content(Content.Choice.class);
      case "referral" -> event -> event instanceof InboundEvent.Message message
          && message.metadata().containsKey("referral.source_id");
      case "system" -> event -> event instanceof InboundEvent.Moved moved && moved.instead();
      case "unsupported", "unknown", "edit", "revoke", "interactive_?" -> content(Content.Unknown.class);
      case "status_sent" -> status(Status.SENT);
      case "status_delivered" -> status(Status.DELIVERED);
      case "status_read", "status_played" -> status(Status.READ);
      case "status_failed" -> event -> event instanceof InboundEvent.Receipt(var report, _) && report.failure() != null
          && report.failure().reason() != FailureReason.UNKNOWN;
      case "field_message_template_status_update" -> InboundEvent.TemplateState.class::isInstance;
      case "field_user_preferences" -> InboundEvent.Consent.class::isInstance;
      case "batch" -> content(Content.Text.class).or(content(Content.Reaction.class));
      case "value_errors" -> InboundEvent.AccountNotice.class::isInstance;
      default -> word.matches("field_(account|phone_number|message_template|template_category)_.*")
          ? InboundEvent.AccountNotice.class::isInstance
          : InboundEvent.Unknown.class::isInstance;
    };
  }

  private static Predicate<InboundEvent> content(Class<? extends Content> type) {
    return event -> event instanceof InboundEvent.Message message && type.isInstance(message.content());
  }

  private static Predicate<InboundEvent> status(Status status) {
    return event -> event instanceof InboundEvent.Receipt(var report, _) && report.status() == status;
  }

  private static boolean isUnknown(InboundEvent event) {
    return event instanceof InboundEvent.Unknown
        || event instanceof InboundEvent.Message message && message.content() instanceof Content.Unknown;
  }

  private static void print(Map<String, Tally> tallies) {
    var table = new StringBuilder(
        "\nWhatsApp webhooks of others\n%-14s %6s %11s %8s %8s%n".formatted("project", "files",
            "understood", "unknown", "refused"));
    tallies.forEach((project, tally) -> table.append("%-14s %6d %11d %8d %8d%n".formatted(project, tally.files,
        tally.understood, tally.unknown, tally.refused)));
    System.out.println(table);
  }
}
