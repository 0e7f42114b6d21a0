package dev.switchboard.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.AccountField.Need;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every provider keeps to. To test one, subclass this: say how it is made, how its service is faked on the wire
/// and how that signs its webhooks, and lay pairs of files into `src/test/resources/fixtures/<name>`. There are no
/// assertions to write.
///
/// What capabilities claim is tested, and that the rest is refused. Tests that make no sense for a provider, such as
/// look-ups where there are none, are skipped with a word about why.
///
/// `docs/adding-a-provider.md` leads through it.
public abstract class ProviderContract extends ReceiveContract {

  @Test
  void theProviderHasTheNameOfItsFactory() {
    assertThat(factory.name()).matches("[a-z][a-z0-9-]*");
    assertThat(provider(PATIENT).name()).isEqualTo(factory.name());
  }

  @Test
  void capabilitiesMakeSense() {
    var capabilities = provider(PATIENT).capabilities();

    assertThat(capabilities.contentKinds()).isNotEmpty();
    capabilities.contents().forEach((kind, limits) -> {
      assertThat(limits.textLength()).as("%s", kind).isNotNegative();
      assertThat(limits.bytes()).as("%s", kind).isNotNegative();
    });
    assertThat(capabilities.contentKinds()).as("nobody can send these")
        .doesNotContain(ContentKind.CHOICE, ContentKind.ORDER, ContentKind.SYSTEM, ContentKind.UNKNOWN);
    assertThat(capabilities.requestTimeout()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(2));
    assertThat(capabilities.webhooks() || capabilities.receipts().isEmpty())
        .as("a service that never calls us reports nothing by itself").isTrue();
    assertThat(provider(PATIENT).capabilities()).as("asked again").isEqualTo(capabilities);
  }

  @Test
  void makingAProviderAsksNobody() {
    provider(PATIENT);

    assertThat(service.asked()).isZero();
  }

  @Test
  void aSettingThatIsMissingOrWrongIsNamed() {
    var good = settings(service, PATIENT);
    var names = new ArrayList<String>();
    good.fieldNames().forEachRemaining(names::add);

    for (var name : names) {
      assertRefusedByNameOrTaken(good.deepCopy().without(name), secrets());
      for (JsonNode wrong : List.of(TextNode.valueOf(""), TextNode.valueOf("\r\n%"), IntNode.valueOf(-1),
          BooleanNode.TRUE, JsonNodeFactory.instance.arrayNode(), JsonNodeFactory.instance.nullNode())) {
        assertRefusedByNameOrTaken(good.deepCopy().set(name, wrong), secrets());
      }
    }
    assertRefusedByNameOrTaken(JsonNodeFactory.instance.objectNode(), secrets());
    assertRefusedByNameOrTaken(good, Map.of());
  }

  @Test
  void whatAnAccountIsConfiguredWithIsAskedFor() {
    var settings = settings(service, PATIENT);
    var fields = factory.fields().stream().collect(Collectors.toMap(AccountField::name, Function.identity()));

    assertThat(factory.title()).isNotBlank();
    assertThat(named(fields.values(), false)).as("settings").containsAll(settings::fieldNames);
    assertThat(named(fields.values(), true)).as("secrets").containsAll(secrets().keySet());
    for (var field : fields.values()) {
      assertThat(field.choices().isEmpty()).as(field.name() + " has choices").isEqualTo(field.kind() != Kind.CHOICE);
      assertThat(field.title()).as(field.name()).isNotBlank();
      if (field.need() == Need.NEEDED) {
        var without = new HashMap<>(secrets());
        without.remove(field.name());
        assertThatThrownBy(() -> factory.create(account(settings.deepCopy().without(field.name()), without)).close())
            .as("without " + field.name()).isInstanceOf(InvalidConfigurationException.class);
      }
    }
  }

  private static List<String> named(Collection<AccountField> fields, boolean secret) {
    return fields.stream().filter(field -> field.secret() == secret).map(AccountField::name).toList();
  }

  private void assertRefusedByNameOrTaken(JsonNode settings, Map<String, Secret> secrets) {
    try {
      factory.create(account(settings, secrets)).close();
    } catch (InvalidConfigurationException e) {
      assertThat(e.setting()).isNotBlank();
    }
  }

  @Test
  void nothingPrintsASecret() {
    var provider = provider(IMPATIENT);
    var printed = new ArrayList<Object>(
        List.of(provider, provider.capabilities(), factory, account(settings(service, IMPATIENT), secrets())));
    for (var conduct : service.conducts()) {
      service.behave(conduct);
      printed.add(provider.send(message()));
      printed.add(provider.getStatus(query(message(), null)));
    }
    printed.addAll(webhookResults(provider));
    service.close();
    printed.add(provider.send(message()));

    for (var secret : secrets().values()) {
      assertThat(printed).allSatisfy(each -> assertThat(each.toString()).doesNotContain(secret.reveal()));
    }
  }

  private List<WebhookResult> webhookResults(IMessageProvider provider) {
    return provider.capabilities().webhooks()
        ? WebhookFixture.in(fixtures()).stream()
            .flatMap(fixture -> Stream.of(secrets(), foreignSecrets())
                .map(secrets -> provider.receive(signed(fixture.body(), secrets, java.time.Instant.now()))))
            .toList()
        : List.of();
  }
}
