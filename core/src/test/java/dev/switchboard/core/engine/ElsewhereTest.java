package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.core.webhook.WebhookInbox;
import dev.switchboard.core.webhook.WebhookOutcome;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A service that calls one address for all senders of a customer.
class ElsewhereTest {

  private static final String ANA = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  WebhookInbox webhooks;

  /// One sender, by its account's setting `sender`.
  record Sender(TestProvider line, String serviceAccount) implements IMessageProvider {

    static ProviderFactory factory() {
      return new ProviderFactory() {
        @Override
        public String name() {
          return "test";
        }

        @Override
        public IMessageProvider create(AccountConfiguration account) {
          return new Sender(new TestProvider(), account.settings().path("sender").asText());
        }
      };
    }

    @Override
    public String name() {
      return "test";
    }

    @Override
    public Capabilities capabilities() {
      return line.capabilities();
    }

    @Override
    public SendResult send(OutboundMessage message) {
      return line.send(message);
    }

    @Override
    public WebhookResult receive(WebhookRequest request) {
      return line.receive(request);
    }

    @Override
    public StatusResult getStatus(StatusQuery query) {
      return line.getStatus(query);
    }
  }

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    var accounts = new Accounts(engine.database, List.of(Sender.factory()),
        new SecretCipher("test", Map.of("test", new byte[32])));
    webhooks = new WebhookInbox(accounts, engine.database, engine.receipts, engine.doorbell,
        TestEngine.CIPHER);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate webhook_inbox, receipts_waiting, outbox");
  }

  @Test
  void whatIsForAnotherAccountGoesThere() {
    var other = account(engine.tenantId, "other", "sender-2", true);

    receive(Map.of("from", ANA, "id", "in-1", "text", "Olá", "elsewhere", "sender-2"),
        Map.of("from", ANA, "id", "in-2", "text", "Olá"));

    assertThat(accountOf("in-1")).isEqualTo(other);
    assertThat(accountOf("in-2")).isEqualTo(engine.account.id());
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isEqualTo(2);
    assertThat(DB.values(UUID.class, "select account_id from webhook_inbox where tenant_id = ?", engine.tenantId))
        .as("kept where it was called").containsExactly(engine.account.id());
  }

  @Test
  void aReceiptForAnotherAccountIsApplied() {
    var other = account(engine.tenantId, "other", "sender-2", true);

    receive(Map.of("receipt", "DELIVERED", "id", "m-1", "elsewhere", "sender-2"));

    assertThat(DB.values(UUID.class, "select account_id from receipts_waiting where tenant_id = ?", engine.tenantId))
        .containsExactly(other);
  }

  @Test
  void whatIsForNobodyWeKnowStaysWhereItCame() {
    account(engine.tenantId, "off", "sender-2", false);

    receive(Map.of("from", ANA, "id", "in-1", "text", "Olá", "elsewhere", "sender-2"),
        Map.of("from", ANA, "id", "in-2", "text", "Olá", "elsewhere", "nobody"));

    assertThat(accountOf("in-1")).isEqualTo(engine.account.id());
    assertThat(accountOf("in-2")).isEqualTo(engine.account.id());
  }

  @Test
  void nothingGoesToAnotherTenant() throws Exception {
    try (var others = new TestEngine(DB)) {
      account(others.tenantId, "other", "sender-2", true);

      receive(Map.of("from", ANA, "id", "in-1", "text", "Olá", "elsewhere", "sender-2"));

      assertThat(accountOf("in-1")).isEqualTo(engine.account.id());
      assertThat(DB.count("chat_messages where tenant_id = ?", others.tenantId)).isZero();
    }
  }

  private static UUID account(UUID tenantId, String name, String sender, boolean enabled) {
    return DB.value(UUID.class, """
        insert into channel_accounts (id, tenant_id, name, provider, settings, enabled)
        values (?, ?, ?, 'test', jsonb_build_object('sender', ?::text), ?)
        returning id
        """, Ids.next(), tenantId, name, sender, enabled);
  }

  private UUID accountOf(String id) {
    return DB.value(UUID.class, "select account_id from chat_messages where tenant_id = ? and provider_message_id = ?",
        engine.tenantId, id);
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    assertThat(webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }
}
