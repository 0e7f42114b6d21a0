package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tenants are kept apart by the engine, and by the database where the engine should ever be wrong.
class TenantIsolationTest {

  private static final String ANA = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  static TestEngine ours;
  static TestEngine theirs;

  @BeforeAll
  static void start() {
    ours = new TestEngine(DB);
    theirs = new TestEngine(DB);
  }

  @AfterAll
  static void stop() throws Exception {
    ours.close();
    theirs.close();
  }

  @Test
  void everyReferenceBetweenRowsOfTenantsNamesTheTenant() {
    // Foreign keys from and to tables that have a tenant, without the tenant among their columns.
    assertThat(DB.values(String.class, """
        select c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid)
        from pg_constraint c
        join pg_attribute own on own.attrelid = c.conrelid and own.attname = 'tenant_id'
        join pg_attribute other on other.attrelid = c.confrelid and other.attname = 'tenant_id'
        where c.contype = 'f'
          and c.connamespace = 'public'::regnamespace
          and not own.attnum = any (c.conkey)
        """)).isEmpty();
  }

  @Test
  void theDatabaseRefusesRowsThatMixTenants() {
    var theirMessage = theirs.accept(ANA, "theirs");
    var theirChat = theirs.db.value(UUID.class, "select chat_id from chat_messages where id = ?", theirMessage);
    ours.accept(ANA, "ours");
    var ourChat = "(select id from chats where tenant_id = '" + ours.tenantId + "' limit 1)";

    refused("update chat_messages set chat_id = '" + theirChat + "' where tenant_id = '" + ours.tenantId + "'");
    refused("update chats set account_id = '" + theirs.account.id() + "' where id = " + ourChat);
    refused("update chats set contact_id = (select contact_id from chats where id = '" + theirChat + "') where id = "
        + ourChat);
    refused("update contact_identities set contact_id = (select contact_id from chats where id = '" + theirChat
        + "') where tenant_id = '" + ours.tenantId + "'");
    var agent = theirs.newAgent("Bia");
    refused("update chats set assignee_id = '" + agent + "' where id = " + ourChat);
    refused("update chat_messages set agent_id = '" + agent + "' where tenant_id = '" + ours.tenantId + "'");
  }

  private static void refused(String sql) {
    assertThatThrownBy(() -> DB.run(sql)).as(sql).isInstanceOfSatisfying(DatabaseException.class,
        refusal -> assertThat(refusal.sqlState()).isEqualTo("23503"));
  }

  @Test
  void nothingOfAnotherTenantCanBeNamed() {
    var theirMessage = theirs.accept(ANA, "theirs");
    var theirChat = DB.value(UUID.class, "select chat_id from chat_messages where id = ?", theirMessage);

    assertThat(refusal(ours.messages.accept(request(null, theirChat)))).isEqualTo(Refusal.UNKNOWN_CHAT);
    assertThat(refusal(ours.messages.accept(request(theirMessage, null)))).isEqualTo(Refusal.UNKNOWN_MESSAGE);
    assertThat(ours.messages.cancel(ours.tenantId, theirMessage)).isEqualTo(CancelResult.UNKNOWN);
    assertThat(ours.accounts.find(ours.tenantId, "other")).isEmpty();
    assertThat(ours.accounts.find(theirs.tenantId, "test").orElseThrow().tenantId()).isEqualTo(theirs.tenantId);
  }

  @Test
  void thePersonBehindOneAddressIsAnotherForEachTenant() {
    ours.accept("+5511999990002", "x");
    theirs.accept("+5511999990002", "x");

    assertThat(DB.count("(select distinct contact_id from contact_identities where value = '+5511999990002') c"))
        .isEqualTo(2);
  }

  @Test
  void oneIdempotencyKeyIsAnotherForEachTenant() {
    var our = ours.accept(ours.request(ANA, "x", Lane.BULK, "key"));
    var their = theirs.accept(theirs.request(ANA, "y", Lane.BULK, "key"));

    assertThat(our).isNotEqualTo(their);
  }

  @Test
  void aServicesIdIsAnotherForEachAccount() {
    for (var engine : List.of(ours, theirs)) {
      engine.webhooks.receive(engine.account.id(),
          TestProvider.webhook(List.of(Map.of("from", ANA, "id", "in-1", "text", "x"))));
    }

    assertThat(DB.count("chat_messages where provider_message_id = 'in-1'")).isEqualTo(2);
  }

  private static MessageRequest request(@Nullable UUID replyTo, @Nullable UUID chatId) {
    return new MessageRequest(ours.tenantId, "test", ANA, new Content.Text("x"), Lane.INTERACTIVE,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, replyTo, null, null, null, chatId);
  }

  private static Refusal refusal(AcceptResult answer) {
    return ((Refused) answer).code();
  }
}
