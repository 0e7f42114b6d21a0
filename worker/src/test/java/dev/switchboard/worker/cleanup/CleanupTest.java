package dev.switchboard.worker.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.InactiveChats;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.event.EventRetention;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.task.Cleanup;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What CLEANUP takes away, and what it leaves.
class CleanupTest {

  private static final String ANA = "+5511999990001";
  private static final Retention RETENTION = new Retention(Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(7),
      Duration.ofDays(7), Duration.ofDays(30));

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private TestEngine engine;
  private CleanupProcessor cleanup;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    cleanup = new CleanupProcessor(engine.database, RETENTION, new EventRetention(engine.database),
        new InactiveChats(engine.database), engine.doorbell);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, idempotency_keys, receipts_waiting, webhook_inbox");
  }

  @Test
  void anIdempotencyKeyIsGoodUntilItIsOld() {
    var old = key("old");
    var young = key("young");
    DB.run("update idempotency_keys set created_at = now() - interval '8 days' where key = 'old'",
        "update idempotency_keys set created_at = now() - interval '6 days' where key = 'young'");

    clean();

    assertThat(key("young")).isEqualTo(young);
    assertThat(key("old")).isNotEqualTo(old);
  }

  @Test
  void manyOldRowsGoInSmallCommits() {
    DB.run("""
        insert into idempotency_keys (tenant_id, key, request_hash, message_id, created_at)
        select '%s', 'k' || i, decode(repeat('00', 32), 'hex'), gen_random_uuid(), now() - interval '9 days'
        from generate_series(1, 2500) i
        """.formatted(engine.tenantId));

    clean();

    assertThat(DB.count("idempotency_keys where tenant_id = ?", engine.tenantId)).isZero();
  }

  @Test
  void receiptsForMessagesThatWereNeverOursAreForgotten() {
    receipt("old");
    DB.run("update receipts_waiting set received_at = now() - interval '8 days'");
    receipt("young");

    clean();

    assertThat(DB.values(String.class, "select provider_message_id from receipts_waiting")).containsExactly("young");
  }

  @Test
  void oldDaysOfWebhooksAreDroppedAndTheNextDaysMade() {
    var old = "webhook_inbox_" + day(-40);
    DB.run("create table %s partition of webhook_inbox for values from ('%s') to ('%s')".formatted(old,
        LocalDate.now(ZoneOffset.UTC).minusDays(40), LocalDate.now(ZoneOffset.UTC).minusDays(39)),
        "drop table events_" + day(6));
    receipt("today");

    clean();

    assertThat(DB.value(Boolean.class, "select to_regclass(?) is null", old)).isTrue();
    assertThat(DB.value(Boolean.class, "select to_regclass(?) is not null", "events_" + day(6))).isTrue();
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void anOldWebhookOfADayWithoutAPartitionGoesToo() {
    receipt("x");
    DB.run("update webhook_inbox set received_at = now() - interval '31 days'");
    assertThat(DB.count("webhook_inbox_default")).isEqualTo(1);

    clean();

    assertThat(DB.count("webhook_inbox")).isZero();
  }

  @Test
  void aChatInWhichNothingHappensIsArchivedAndTold() {
    var silent = chat(ANA);
    engine.drain();
    var busy = chat("+5511999990002");
    engine.drain();
    longAgo(silent);

    clean();
    clean();

    assertThat(status(silent)).isEqualTo("ARCHIVED");
    assertThat(status(busy)).isEqualTo("ACTIVE");
    assertThat(DB.count("events where chat_id = ? and kind = 'chat_updated' and payload ->> 'status' = 'ARCHIVED'",
        silent)).isEqualTo(1);
  }

  @Test
  void aChatToWhichAServiceStillWritesIsNotArchived() {
    var chat = chat(ANA);
    engine.drain();
    quietSinceLongAgo(chat);

    clean();

    assertThat(status(chat)).isEqualTo("ACTIVE");
  }

  @Test
  void aChatWithAMessageOnItsWayIsNotArchived() {
    var chat = chat(ANA);
    longAgo(chat);

    clean();

    assertThat(status(chat)).isEqualTo("ACTIVE");
  }

  @Test
  void aCustomerWhoWritesAgainGetsANewChat() {
    var chat = chat(ANA);
    engine.drain();
    longAgo(chat);
    clean();

    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(Map.of("from", ANA, "id", "in-1", "text", "hello again"))));

    assertThat(DB.values(UUID.class, "select id from chats where tenant_id = ? and status = 'ACTIVE'", engine.tenantId))
        .hasSize(1).doesNotContain(chat);
  }

  private void clean() {
    cleanup.run(new Cleanup());
  }

  private UUID key(String key) {
    return engine.accept(engine.request(ANA, "x", Lane.BULK, key));
  }

  private void receipt(String id) {
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(Map.of("receipt", "READ", "id", id))));
  }

  private UUID chat(String to) {
    return ((Accepted) engine.messages.accept(engine.request(to, "x"))).chatId();
  }

  private static void longAgo(UUID chat) {
    quietSinceLongAgo(chat);
    DB.run("update chats set last_message_id = '" + Ids.firstAt(Instant.now().minus(Duration.ofDays(31)))
        + "' where id = '" + chat + "'");
  }

  private static void quietSinceLongAgo(UUID chat) {
    DB.run("update chats set last_activity_at = now() - interval '31 days' where id = '" + chat + "'");
  }

  private static String status(UUID chat) {
    return DB.value(String.class, "select status from chats where id = ?", chat);
  }

  private static String day(int daysFromToday) {
    return LocalDate.now(ZoneOffset.UTC).plusDays(daysFromToday).format(DateTimeFormatter.BASIC_ISO_DATE);
  }
}
