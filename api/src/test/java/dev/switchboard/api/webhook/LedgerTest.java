package dev.switchboard.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.public-url", "https://switchboard.example");

  private static String agent;
  private static String admin;
  private static String rival;

  @BeforeAll
  static void logIn() {
    agent = SERVER.logIn();
    admin = SERVER.logInAdmin(SERVER.tenantId());
    rival = SERVER.logInAdmin(SERVER.rivalId());
  }

  @AfterEach
  void forget() {
    SERVER.database().run("truncate webhook_inbox");
    SERVER.bean(TestProvider.class).other = _ -> new InboundEvent.Unknown("item", "neither message nor receipt");
  }

  private static String call(String body) {
    var answer = SERVER.send("POST", "/webhooks/" + SERVER.accountId() + "?a=1", BodyPublishers.ofString(body),
        Map.of("X-Signature", "good", "Authorization", "Bearer of-the-service"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return SERVER.get(agent, "/api/v1/webhooks?limit=1").body().at("/webhooks/0/id").asText();
  }

  private static void mend() {
    SERVER.bean(TestProvider.class).other = item -> new InboundEvent.Message(item.path("sticker").asText(),
        List.of(new InboundEvent.Identity(IdentityKind.PHONE, "+5511999990001")), null, new Content.Text("sticker"),
        (@Nullable String) null, null, Map.of());
  }

  @Test
  void agentsSeeWhatCameAndAdminsWhatItSays() {
    var id = call("[{\"from\":\"+5511999990001\",\"id\":\"in-1\",\"text\":\"Oi\"},{\"x\":1}]");

    var listed = SERVER.get(agent, "/api/v1/webhooks?account=test&outcome=PARTLY_UNKNOWN").body().at("/webhooks/0");
    assertThat(listed.get("account").asText()).isEqualTo("test");
    assertThat(listed.get("messages").asInt()).isEqualTo(1);
    assertThat(listed.get("unknown").asInt()).isEqualTo(1);
    assertThat(listed.toString()).doesNotContain("Oi");

    var raw = SERVER.get(admin, "/api/v1/webhooks/" + id);
    assertThat(raw.status()).as(raw.toString()).isEqualTo(200);
    assertThat(raw.body().get("body").asText()).contains("\"text\":\"Oi\"");
    assertThat(raw.body().get("url").asText())
        .isEqualTo("https://switchboard.example/webhooks/" + SERVER.accountId() + "?a=1");
    assertThat(raw.body().at("/headers/x-signature/0").asText()).isEqualTo("good");
    assertThat(raw.text()).doesNotContain("of-the-service");
    assertThat(raw.body().at("/items/0/id").asText()).isEqualTo("in-1");
    assertThat(SERVER.database().count("audit_log where action = 'webhook-read' and subject_id = ?"
        + " and agent_id is not null", UUID.fromString(id))).isOne();
  }

  @Test
  void theListIsPaged() {
    for (var i = 0; i < 5; i++) {
      call("[]");
    }

    var first = SERVER.get(agent, "/api/v1/webhooks?limit=3").body();
    var rest = SERVER.get(agent, "/api/v1/webhooks?limit=3&before=" + first.get("next").asText()).body();

    assertThat(first.get("webhooks")).hasSize(3);
    assertThat(rest.get("webhooks")).hasSize(2);
    assertThat(rest.has("next")).isFalse();
    assertThat(SERVER.get(agent, "/api/v1/webhooks?to=2020-01-01T00:00:00Z").body().get("webhooks")).isEmpty();
    assertThat(SERVER.get(agent, "/api/v1/webhooks?from=yesterday").status()).isEqualTo(422);
    assertThat(SERVER.get(agent, "/api/v1/webhooks?before=x").status()).isEqualTo(422);
  }

  @Test
  void oneIsReadAgain() {
    var id = call("[{\"sticker\":\"s-1\"}]");
    mend();

    var dry = SERVER.send(admin, "POST", "/api/v1/webhooks/" + id + "/replay?dry-run=true", null);
    var wet = SERVER.send(admin, "POST", "/api/v1/webhooks/" + id + "/replay", null);
    var again = SERVER.send(admin, "POST", "/api/v1/webhooks/" + id + "/replay?dry-run=false", null);

    assertThat(dry.status()).as(dry.toString()).isEqualTo(200);
    assertThat(dry.body().get("dryRun").asBoolean()).isTrue();
    assertThat(dry.body().at("/gone/0/kind").asText()).isEqualTo("unknown");
    assertThat(dry.body().get("applied")).isEqualTo(wet.body().get("applied")).hasSize(1);
    assertThat(wet.body().at("/applied/0/id").asText()).isEqualTo("s-1");
    assertThat(again.body().get("applied")).isEmpty();
    assertThat(SERVER.database().count("chat_messages where provider_message_id = 's-1'")).isOne();
  }

  @Test
  void manyAreReadAgain() {
    for (var i = 0; i < 3; i++) {
      call("[{\"sticker\":\"m-" + i + "\"}]");
    }
    mend();

    var dry = SERVER.post(admin, "/api/v1/webhooks/replay?dry-run=true", "{\"account\":\"test\"}");
    var first = SERVER.post(admin, "/api/v1/webhooks/replay", "{\"account\":\"test\",\"limit\":2}").body();
    var rest = SERVER.post(admin, "/api/v1/webhooks/replay",
        "{\"account\":\"test\",\"limit\":2,\"after\":\"" + first.get("next").asText() + "\"}").body();

    assertThat(dry.body().get("read").asInt()).as(dry.toString()).isEqualTo(3);
    assertThat(first.get("results")).hasSize(2);
    assertThat(rest.get("results")).hasSize(1);
    assertThat(rest.has("next")).isFalse();
    assertThat(SERVER.database().count("chat_messages where provider_message_id like 'm-_'")).isEqualTo(3);
  }

  @Test
  void readingAllOfAnAccountThatIsNotThereIsAnErrorThatNamesTheMember() {
    var answer = SERVER.post(admin, "/api/v1/webhooks/replay", "{\"account\":\"tset\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("account");
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("unknown-account");
    assertThat(SERVER.post(rival, "/api/v1/webhooks/replay", "{\"account\":\"tset\"}").status()).isEqualTo(422);
  }

  @Test
  void anotherTenantsAdminFindsNothing() {
    var id = call("[{\"sticker\":\"s-1\"}]");

    assertThat(SERVER.get(rival, "/api/v1/webhooks").body().get("webhooks")).isEmpty();
    assertThat(SERVER.get(rival, "/api/v1/webhooks/" + id).status()).isEqualTo(404);
    assertThat(SERVER.send(rival, "POST", "/api/v1/webhooks/" + id + "/replay", null).status()).isEqualTo(404);
    assertThat(SERVER.database().count("audit_log where subject_id = ?", UUID.fromString(id))).isZero();
  }

  @Test
  void aKeyThatIsGoneIsNamed() {
    var id = call("[]");
    SERVER.database().run("update webhook_inbox set key_id = 'lost'");

    var answer = SERVER.get(admin, "/api/v1/webhooks/" + id);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("'lost'");
    assertThat(SERVER.send(admin, "POST", "/api/v1/webhooks/" + id + "/replay", null).status()).isEqualTo(409);
  }
}
