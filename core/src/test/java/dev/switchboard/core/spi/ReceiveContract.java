package dev.switchboard.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The part of the contract about webhooks: nothing without proof, nothing lost, nothing thrown, nothing remembered.
abstract class ReceiveContract extends SendContract {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<byte[]> GARBAGE = Stream
      .of("", " ", "null", "42", "\"\"", "[]", "{}", "{", "<xml/>", "a=b&c=%zz", "\0", "[".repeat(20_000),
          "{\"entry\":[null]}", "\u00ff\u00fe\u00fd")
      .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();

  @TestFactory
  Stream<DynamicTest> everyFixtureMeansWhatItsPairSays() {
    return fixturePairs().map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> {
      var actual = NormalForm.of(receive(fixture.body()));
      if (fixture.expectedJson().isBlank()) {
        fail("%s is missing. If this is right, it is its content:%n%s", fixture.expected(), actual);
      }
      assertThat(actual).isEqualTo(NormalForm.sorted(fixture.expectedJson()));
    }));
  }

  @Test
  void thereAreFixturesAndOneOfThemIsABatch() {
    assumeWebhooks();
    var sizes = WebhookFixture.in(fixtures()).stream().map(fixture -> events(receive(fixture.body())).size()).toList();

    assertThat(sizes).as("the pairs of files in %s", fixtures()).isNotEmpty();
    assertThat(sizes).as("a webhook with several items").anyMatch(size -> size > 1);
  }

  @Test
  void withoutWebhooksEverythingIsRefused() {
    var provider = provider(PATIENT);
    assumeTrue(!provider.capabilities().webhooks(), "this provider has webhooks");

    for (var body : GARBAGE) {
      assertThat(provider.receive(unsigned(body))).isInstanceOf(WebhookResult.Refused.class);
    }
  }

  @Test
  void anUnsignedWebhookIsRefused() {
    forEachFixture(fixture -> assertThat(provider(PATIENT).receive(unsigned(fixture.body())))
        .isInstanceOf(WebhookResult.Refused.class));
  }

  @Test
  void aWebhookWithASignatureOfNonsenseIsRefused() {
    forEachFixture(fixture -> {
      var signed = signed(fixture.body(), secrets(), NOW);
      for (var nonsense : List.of("", " ", "x", "v1=", "sha256=", "=,=", "0".repeat(64), "é")) {
        var headers = new java.util.HashMap<>(signed.headers());
        headers.replaceAll((name, values) -> name.startsWith("content-") ? values : List.of(nonsense));
        var query = new java.util.HashMap<>(signed.query());
        query.replaceAll((name, values) -> List.of(nonsense));
        assertThat(provider(PATIENT)
            .receive(new WebhookRequest(signed.method(), signed.url(), query, headers, signed.body(), NOW)))
            .as(nonsense).isInstanceOf(WebhookResult.Refused.class);
      }
    });
  }

  @Test
  void aForeignSignatureIsRefused() {
    forEachFixture(fixture -> assertThat(provider(PATIENT).receive(signed(fixture.body(), foreignSecrets(), NOW)))
        .isInstanceOf(WebhookResult.Refused.class));
  }

  @Test
  void aTamperedBodyIsRefused() {
    assumeTrue(signsBody(), "the service does not sign bodies");
    forEachFixture(fixture -> {
      var provider = provider(PATIENT);
      var signed = signed(fixture.body(), secrets(), NOW);
      for (var i = 0; i < fixture.body().length; i++) {
        var tampered = fixture.body().clone();
        tampered[i] ^= 1;
        assertThat(provider.receive(withBody(signed, tampered))).as("byte %d", i)
            .isInstanceOf(WebhookResult.Refused.class);
      }
      var longer = Arrays.copyOf(fixture.body(), fixture.body().length + 1);
      assertThat(provider.receive(withBody(signed, longer))).isInstanceOf(WebhookResult.Refused.class);
    });
  }

  @Test
  void theSameWebhookTwiceMeansTheSame() {
    forEachFixture(fixture -> {
      var provider = provider(PATIENT);
      var request = signed(fixture.body().clone(), secrets(), NOW);

      assertThat(provider.receive(request)).isEqualTo(provider.receive(request));
      assertThat(request.body()).as("the body is left as it is").isEqualTo(fixture.body());
      assertThat(provider(PATIENT).receive(request)).as("another instance").isEqualTo(provider.receive(request));
    });
  }

  @Test
  void whatWasVerifiedWhenItCameIsReadAgainWhateverTheSecretIsNow() {
    forEachFixture(fixture -> assertThat(
        provider(PATIENT).receive(signed(fixture.body(), foreignSecrets(), NOW).alreadyVerified()))
        .isEqualTo(receive(fixture.body())));
  }

  @Test
  void receivingAsksNobody() {
    forEachFixture(fixture -> receive(fixture.body()));

    assertThat(service.asked()).isZero();
  }

  @Test
  void garbageIsNeverThrownAt() {
    assumeWebhooks();

    for (var body : GARBAGE) {
      assertThat(receive(body)).isNotNull();
      assertThat(provider(PATIENT).receive(unsigned(body))).isInstanceOf(WebhookResult.Refused.class);
    }
  }

  @Test
  void aBodyCutShortIsNeverThrownAt() {
    forEachFixture(fixture -> {
      for (var length = 0; length < fixture.body().length; length++) {
        assertThat(receive(Arrays.copyOf(fixture.body(), length))).isNotNull();
      }
    });
  }

  @Test
  void partsOfAnotherKindThanExpectedAreNeverThrownAt() {
    forEachFixture(fixture -> JsonMutations.parse(fixture.body())
        .ifPresent(json -> JsonMutations.withPartsReplaced(json).forEach(variant -> assertThat(receive(variant))
            .as(() -> new String(variant, StandardCharsets.UTF_8)).isNotNull())));
  }

  @Test
  void whatIsNewIsKeptAsUnknownAndNotDropped() {
    forEachFixture(fixture -> JsonMutations.parse(fixture.body())
        .filter(_ -> !events(receive(fixture.body())).isEmpty())
        .ifPresent(
            json -> JsonMutations.withValuesReplaced(json).forEach(variant -> assertThat(events(receive(variant)))
                .as(() -> new String(variant, StandardCharsets.UTF_8)).isNotEmpty())));
  }

  @Test
  void unknownMembersChangeNothing() {
    forEachFixture(fixture -> JsonMutations.parse(fixture.body()).ifPresent(json -> {
      var more = NormalForm.tree(receive(JsonMutations.withUnknownMembers(json)));
      assertThat(withoutRaw(more)).isEqualTo(withoutRaw(NormalForm.tree(receive(fixture.body()))));
    }));
  }

  /// What is kept as it came has the new members too, as it should, and so may what is told to operators.
  private static String withoutRaw(ObjectNode tree) {
    tree.findParents("raw").forEach(content -> ((ObjectNode) content).remove("raw"));
    tree.findParents("type").stream().filter(event -> event.path("type").asText().equals("notice"))
        .forEach(event -> ((ObjectNode) event).remove("text"));
    return NormalForm.text(tree);
  }

  private Stream<WebhookFixture> fixturePairs() {
    return provider(PATIENT).capabilities().webhooks() ? WebhookFixture.in(fixtures()).stream() : Stream.empty();
  }

  private void forEachFixture(Consumer<WebhookFixture> test) {
    assumeWebhooks();
    fixturePairs().forEach(test);
  }

  private void assumeWebhooks() {
    assumeTrue(provider(PATIENT).capabilities().webhooks(), "this provider has no webhooks");
  }

  private WebhookResult receive(byte[] body) {
    return provider(PATIENT).receive(signed(body, secrets(), NOW));
  }

  private static List<InboundEvent> events(WebhookResult result) {
    return switch (result) {
      case WebhookResult.Understood understood -> understood.events();
      case WebhookResult.Refused _ -> List.of();
    };
  }

  private static WebhookRequest unsigned(byte[] body) {
    return new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(),
        Map.of("content-type", List.of("application/json")), body, NOW);
  }

  private static WebhookRequest withBody(WebhookRequest request, byte[] body) {
    return new WebhookRequest(request.method(), request.url(), request.query(), request.headers(), body,
        request.receivedAt());
  }
}
