package dev.switchboard.providers.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.peer.SharedMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Everything of Twilio's that other projects have collected goes through: understood, or kept as unknown, nothing thrown.
/// Prints how many of each.
class TwilioFixturesTest {

  private static final List<String> OUTCOMES = List.of("understood", "kept as unknown", "refused");

  private final TwilioFactory factory = new TwilioFactory();

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void everythingIsUnderstoodOrKept() throws IOException {
    var table = new TreeMap<String, int[]>();
    for (var fixture : fixtures("twilio.")) {
      var path = fixture.path("file").asText();
      var outcome = path.endsWith(".form") ? ofWebhook(path) : ofAnswer(path);
      table.computeIfAbsent(path.substring(0, path.indexOf('/')) + "  " + fixture.path("kind").asText(),
          _ -> new int[3])[OUTCOMES
              .indexOf(outcome)]++;
    }
    print(table);

    assertThat(table.values()).allMatch(counts -> counts[2] == 0);
    assertThat(table.get("vercel-chat  twilio.voice")).as("a call").containsExactly(0, 1, 0);
    assertThat(table.entrySet()).filteredOn(row -> row.getKey().contains("twilio.status"))
        .allMatch(row -> row.getValue()[1] == 0);
  }

  private static List<JsonNode> fixtures(String kind) {
    var index = SharedMaterial.json("fixtures/index.json");
    var fixtures = new ArrayList<JsonNode>();
    index.forEach(fixture -> {
      if (fixture.path("kind").asText().startsWith(kind)) {
        fixtures.add(fixture);
      }
    });
    return fixtures;
  }

  private static void print(Map<String, int[]> table) {
    System.out.printf("%-45s %12s %17s %9s%n", "Twilio fixtures", OUTCOMES.get(0), OUTCOMES.get(1), OUTCOMES.get(2));
    var sum = new int[3];
    table.forEach((name, counts) -> {
      System.out.printf("%-45s %12d %17d %9d%n", name, counts[0], counts[1], counts[2]);
      for (var i = 0; i < sum.length; i++) {
        sum[i] += counts[i];
      }
    });
    System.out.printf("%-45s %12d %17d %9d%n", "all", sum[0], sum[1], sum[2]);
  }

  private String ofWebhook(String path) throws IOException {
    return switch (receive(path)) {
      case WebhookResult.Refused _ -> "refused";
      case WebhookResult.Understood(var events, _) -> events.isEmpty() || events.stream().anyMatch(this::isUnknown)
          ? "kept as unknown"
          : "understood";
    };
  }

  private boolean isUnknown(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Unknown _ -> true;
      case InboundEvent.Elsewhere(_, var other) -> isUnknown(other);
      case InboundEvent.Message message -> message.content() instanceof Content.Unknown;
      case InboundEvent.Receipt _,InboundEvent.Consent _,InboundEvent.Moved _,InboundEvent.TemplateState _,InboundEvent.AccountNotice _ ->
          false;
    };
  }

  private static String ofAnswer(String path) throws IOException {
    var body = Files.readAllBytes(SharedMaterial.at("fixtures/" + path));
    var name = path.substring(path.indexOf('/') + 1);
    if (name.startsWith("post_Messages")) {
      return TwilioAnswers.toSend(answered(201, body), Instant.EPOCH) instanceof SendResult.Accepted ? "understood"
          : "refused";
    }
    var messages = TwilioJson.read(body).path("messages");
    // Lists of files and empty lists are nothing that we ask for.
    if (name.contains("Media") || messages.isArray() && messages.isEmpty()) {
      return "kept as unknown";
    }
    var all = messages.isArray() ? messages : TwilioJson.object().set("only", TwilioJson.read(body));
    var understood = all.valueStream().allMatch(message -> TwilioAnswers
        .toStatus(answered(200, message.toString().getBytes(UTF_8))) instanceof StatusResult.Found);
    return understood ? "understood" : "kept as unknown";
  }

  private static Exchange answered(int status, byte[] body) {
    return new Exchange.Answered(status, Map.of(), body);
  }

  @Test
  void nulBytesAreTakenOut() throws IOException {
    assertThat(content("chatwoot/twilio_inbound_null_bytes.form")).isEqualTo(new Content.Text("remove null bytes"));
  }

  @Test
  void aProfileNameIsTheSendersName() throws IOException {
    assertThat(message("chatwoot/twilio_inbound_profile_name.form").senderName()).isEqualTo("John Doe");
    assertThat(message("chatwoot/twilio_inbound_profile_name_blank.form").senderName()).isNull();
  }

  @Test
  void aFailureHasItsCode() throws IOException {
    var events = ((WebhookResult.Understood) receive("chatwoot/twilio_status_failed_30008.form")).events();

    assertThat(events).singleElement().isInstanceOfSatisfying(InboundEvent.Receipt.class, receipt -> {
      assertThat(receipt.report().status()).isEqualTo(Status.FAILED);
      assertThat(receipt.report().failure().code()).isEqualTo("30008");
      assertThat(receipt.report().providerMessageId()).isEqualTo("SMd560ac79e4a4d36b3ce59f1f50471986");
    });
  }

  @Test
  void aFileAtAnInternalAddressIsNeverFetched() throws IOException {
    var media = (Content.Media) content("chatwoot/twilio_inbound_media_ssrf.form");

    assertThat(provider(Accounts.sms("http://127.0.0.1:1")).fetch(media.file().source())).isEmpty();
  }

  private Content content(String path) throws IOException {
    return message(path).content();
  }

  private InboundEvent.Message message(String path) throws IOException {
    return ((WebhookResult.Understood) receive(path)).events().stream()
        .map(event -> event instanceof InboundEvent.Elsewhere(_, var other) ? other : event)
        .map(InboundEvent.Message.class::cast).findFirst().orElseThrow();
  }

  private WebhookResult receive(String path) throws IOException {
    var body = Files.readAllBytes(SharedMaterial.at("fixtures/" + path));
    var whatsapp = Form.of(body).raw("From").startsWith("whatsapp:");
    var provider = provider(whatsapp ? Accounts.whatsapp("http://127.0.0.1:1") : Accounts.sms("http://127.0.0.1:1"));
    WebhookRequest request = Signed.form(Accounts.WEBHOOK, body, FakeTwilio.TOKEN, Instant.EPOCH);
    return provider.receive(request);
  }

  private TwilioProvider provider(ObjectNode settings) {
    return factory.create(Accounts.with(settings));
  }
}
