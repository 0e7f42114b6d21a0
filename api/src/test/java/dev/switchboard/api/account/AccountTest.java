package dev.switchboard.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.Assignment;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.ContentKind;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.public-url", "https://switchboard.example/");

  private static final String ACCOUNTS = "/api/v1/accounts";
  private static String admin;
  private static String rival;

  @BeforeAll
  static void logIn() {
    admin = SERVER.logInAdmin(SERVER.tenantId());
    rival = SERVER.logInAdmin(SERVER.rivalId());
  }

  private static void create(String name) {
    var answer = SERVER.post(admin, ACCOUNTS, """
        {"name":"%s","provider":"test","settings":{"url":"x"},"secrets":{"key":"hunter2"},"ratePerSecond":5}"""
        .formatted(name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
  }

  @Test
  void anAccountIsShownWithWhatItCanDoAndWithoutItsSecrets() {
    SERVER.bean(TestProvider.class).able = able -> able.window(Duration.ofDays(1));
    create("shown");

    var answer = SERVER.get(SERVER.key(), ACCOUNTS + "/shown");

    SERVER.bean(TestProvider.class).able = UnaryOperator.identity();

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain("hunter2");
    assertThat(answer.body().at("/secrets/0").asText()).isEqualTo("key");
    assertThat(answer.body().at("/settings/url").asText()).isEqualTo("x");
    assertThat(answer.body().get("ratePerSecond").asDouble()).isEqualTo(5);
    assertThat(answer.body().at("/capabilities/channel").asText()).isEqualTo("WHATSAPP");
    assertThat(answer.body().at("/capabilities/contents/text/textLength").asInt()).isEqualTo(4096);
    assertThat(answer.body().at("/capabilities/windowSeconds").asInt()).isEqualTo(86_400);
    assertThat(SERVER.get(SERVER.key(), ACCOUNTS).body().get("accounts").findValuesAsText("name"))
        .contains("shown", "test").isSorted();
  }

  @Test
  void aChangeCountsAtOnce() {
    create("changed");
    var accounts = SERVER.bean(Accounts.class);
    assertThat(accounts.find(SERVER.tenantId(), "changed").orElseThrow().ratePerSecond()).isEqualTo(5);

    var answer = SERVER.send(admin, "PATCH", ACCOUNTS + "/changed",
        "{\"settings\":{\"more\":1},\"ratePerSecond\":null,\"enabled\":false,\"secrets\":{\"key\":null,\"other\":\"x\"}}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().get("settings").toString()).isEqualTo("{\"url\":\"x\",\"more\":1}");
    assertThat(answer.body().has("ratePerSecond")).isFalse();
    assertThat(answer.body().at("/secrets/0").asText()).isEqualTo("other");
    var account = accounts.find(SERVER.tenantId(), "changed").orElseThrow();
    assertThat(account.enabled()).isFalse();
    assertThat(account.ratePerSecond()).isNull();
    assertThat(SERVER.send(admin, "PATCH", ACCOUNTS + "/changed", "{}").status()).isEqualTo(200);
    assertThat(
        SERVER.send(admin, "PATCH", ACCOUNTS + "/changed", "{\"enabled\":true}").body().get("enabled").asBoolean())
        .isTrue();
  }

  @Test
  void anAccountSaysWhoGivesItsChatsToAgents() {
    create("given");
    assertThat(SERVER.get(SERVER.key(), ACCOUNTS + "/given").body().get("assignment").asText()).isEqualTo("manual");
    assertThat(SERVER.bean(Accounts.class).find(SERVER.tenantId(), "given").orElseThrow().assignment())
        .isEqualTo(Assignment.MANUAL);

    var changed = SERVER.send(admin, "PATCH", ACCOUNTS + "/given", "{\"assignment\":\"automatic\"}");

    assertThat(changed.body().get("assignment").asText()).isEqualTo("automatic");
    assertThat(SERVER.send(admin, "PATCH", ACCOUNTS + "/given", "{\"ratePerSecond\":7}").body().get("assignment")
        .asText()).isEqualTo("automatic");
    assertThat(SERVER.bean(Accounts.class).find(SERVER.tenantId(), "given").orElseThrow().assignment())
        .isEqualTo(Assignment.AUTOMATIC);
    assertThat(SERVER.database().value(String.class, """
        select details ->> 'assignment'
        from audit_log
        where action = 'account-changed'
          and details ->> 'account' = 'given'
        """)).isEqualTo("automatic");
    assertThat(SERVER.post(admin, ACCOUNTS,
        "{\"name\":\"given-too\",\"provider\":\"test\",\"assignment\":\"automatic\"}").body().get("assignment")
        .asText())
        .isEqualTo("automatic");
    assertField("assignment", SERVER.send(admin, "PATCH", ACCOUNTS + "/given", "{\"assignment\":\"sometimes\"}"));
    assertField("assignment", SERVER.post(admin, ACCOUNTS,
        "{\"name\":\"given-not\",\"provider\":\"test\",\"assignment\":1}"));
  }

  @Test
  void whatIsWrongIsNamed() {
    create("wrong");
    assertField("name", SERVER.post(admin, ACCOUNTS, "{\"name\":\"No name\",\"provider\":\"test\"}"));
    assertField("name", SERVER.post(admin, ACCOUNTS, "{\"name\":\"wrong\",\"provider\":\"test\"}"));
    assertField("provider", SERVER.post(admin, ACCOUNTS, "{\"name\":\"x\",\"provider\":\"fax\"}"));
    assertField("provider", SERVER.post(admin, ACCOUNTS, "{\"name\":\"x\"}"));
    assertField("ratePerSecond", SERVER.send(admin, "PATCH", ACCOUNTS + "/wrong", "{\"ratePerSecond\":0}"));
    assertField("ratePerSecond", SERVER.send(admin, "PATCH", ACCOUNTS + "/wrong", "{\"ratePerSecond\":\"fast\"}"));
    assertField("password", SERVER.send(admin, "PATCH", ACCOUNTS + "/wrong", "{\"password\":\"x\"}"));
    assertThat(SERVER.send(admin, "PATCH", ACCOUNTS + "/nobodys", "{}").status()).isEqualTo(404);
  }

  private static void assertField(String field, TestServer.Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
  }

  @Test
  void anAccountForWhichMessagesWaitIsNotDeleted() {
    create("busy");
    var message = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"busy\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}");
    assertThat(message.status()).as(message.toString()).isEqualTo(202);

    var refused = SERVER.delete(admin, ACCOUNTS + "/busy");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    assertThat(refused.body().get("detail").asText()).startsWith("1 message waits");
    SERVER.delete(SERVER.key(), "/api/v1/messages/" + message.body().get("id").asText());
    assertThat(SERVER.delete(admin, ACCOUNTS + "/busy").status()).isEqualTo(200);
  }

  @Test
  void aPolicyForClosedWindowsThatCanNeverBeFollowedIsRefused() {
    create("late");
    var provider = SERVER.bean(TestProvider.class);
    var before = provider.able;
    try {
      assertField("windowPolicy.type", policy("{\"type\":\"template\",\"name\":\"follow_up\"}"));
      provider.able = able -> able.window(Duration.ofHours(24)).takes(ContentKind.TEMPLATE, Limits.text(1024));
      assertField("windowPolicy.route", policy("{\"type\":\"route\",\"route\":\"nowhere\"}"));
      SERVER.post(admin, "/api/v1/templates", "{\"name\":\"ours\",\"channel\":\"whatsapp\",\"language\":\"pt\","
          + "\"body\":{\"text\":\"Oi {{name}}\"},\"variables\":[{\"name\":\"name\"}]}");
      assertField("windowPolicy.language", policy("{\"type\":\"template\",\"name\":\"ours\",\"language\":\"en\"}"));
      assertField("windowPolicy.variable", policy("{\"type\":\"template\",\"name\":\"ours\",\"language\":\"pt\"}"));
      assertField("windowPolicy.name",
          policy("{\"type\":\"template\",\"name\":\"ours\",\"language\":\"pt\",\"variable\":\"name\"}"));
      assertThat(policy("{\"type\":\"refuse\"}").status()).isEqualTo(200);
    } finally {
      provider.able = before;
    }
  }

  private static TestServer.Answer policy(String policy) {
    return SERVER.send(admin, "PATCH", ACCOUNTS + "/late", "{\"windowPolicy\":" + policy + "}");
  }

  @Test
  void aDeletedAccountTakesNothingMoreAndStaysToBeLookedAt() {
    create("deleted");

    assertThat(SERVER.delete(admin, ACCOUNTS + "/deleted").body().has("deletedAt")).isTrue();

    assertThat(SERVER.delete(admin, ACCOUNTS + "/deleted").status()).isEqualTo(404);
    assertThat(SERVER.get(SERVER.key(), ACCOUNTS + "/deleted").body().get("enabled").asBoolean()).isFalse();
    assertThat(SERVER.get(SERVER.key(), ACCOUNTS).body().get("accounts").findValuesAsText("name"))
        .doesNotContain("deleted");
    var refused = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"deleted\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}");
    assertThat(refused.body().at("/errors/0/code").asText()).isEqualTo("account-disabled");
  }

  @Test
  void theCheckSaysInWordsWhatIsWrong() {
    create("checked");
    SERVER.bean(TestProvider.class).findings = List.of(
        new Finding(Verdict.BAD, "sender", "from", "is not known there"));

    var answer = SERVER.get(SERVER.key(), ACCOUNTS + "/checked/check");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().get("verdict").asText()).isEqualTo("BAD");
    assertThat(answer.body().at("/findings").findValuesAsText("what")).startsWith("account", "secrets", "settings",
        "public address").endsWith("sender");
    assertThat(answer.body().at("/findings").findValuesAsText("words")).contains("is not known there");
    assertThat(answer.text()).contains("https://switchboard.example/webhooks/");
    SERVER.bean(TestProvider.class).findings = List.of();
  }

  @Test
  void anotherTenantsAdminChangesNothing() {
    create("ours");

    assertThat(SERVER.send(rival, "PATCH", ACCOUNTS + "/ours", "{\"enabled\":false}").status()).isEqualTo(404);
    assertThat(SERVER.delete(rival, ACCOUNTS + "/ours").status()).isEqualTo(404);
    assertThat(SERVER.get(rival, ACCOUNTS + "/ours").status()).isEqualTo(404);
    assertThat(SERVER.get(rival, ACCOUNTS + "/ours/check").status()).isEqualTo(404);
    assertThat(SERVER.get(admin, ACCOUNTS + "/ours").body().get("enabled").asBoolean()).isTrue();
  }
}
