package dev.switchboard.api.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.providers.sandbox.SandboxService;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SandboxTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static SandboxService service;

  @BeforeAll
  static void start() {
    service = SandboxService.start(SandboxService.Configuration.onPort(0));
    var settings = new ObjectMapper().createObjectNode().put("url", service.url().toString());
    var id = SERVER.bean(AccountAdministration.class).create(SERVER.tenantId(), "sandbox", "sandbox", settings,
        Map.of("key", new Secret("a-key")), null);
    SERVER.database().run("""
        update channel_accounts
        set settings = settings || jsonb_build_object('webhookUrl', '%s')
        where id = '%s'
        """.formatted(SERVER.uri("/webhooks/" + id), id));
    SERVER.bean(Accounts.class).forgetAll();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void whatAPlayedCustomerWritesArrivesLikeTheReal() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/sandbox/sandbox/inbound", """
        {"from":"+5511999990007","name":"Bia","content":{"type":"text","text":"Bom dia"}}""");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    await().untilAsserted(() -> {
      var chats = SERVER.get(SERVER.key(), "/api/v1/chats").body();
      assertThat(chats.at("/chats/0/contact/name").asText()).isEqualTo("Bia");
      assertThat(chats.at("/chats/0/lastMessage/preview").asText()).isEqualTo("Bom dia");
      assertThat(chats.at("/chats/0/unread").asInt()).isEqualTo(1);
    });
  }

  @Test
  void onlyCustomersOfASimulatedAccountCanBePlayed() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/sandbox/test/inbound", """
        {"from":"+5511999990007","content":{"type":"text","text":"Bom dia"}}""");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/not-a-sandbox");
  }

  @Test
  void anAddressThatTheServiceDoesNotHaveIsRefused() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/sandbox/sandbox/inbound", """
        {"from":"nobody","content":{"type":"text","text":"Bom dia"}}""");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("from");
  }
}
