package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.TimelineWait.Why;
import dev.switchboard.core.tenant.Viewer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimelineTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase(5);

  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID ACCOUNT = UUID.randomUUID();
  private static final UUID CHAT = UUID.randomUUID();

  private static TimelineReader timelines;

  @BeforeAll
  static void fill() {
    timelines = new TimelineReader(DB.database());
    var contact = UUID.randomUUID();
    DB.run("insert into tenants (id, name) values ('%s', 'acme')".formatted(TENANT),
        "insert into channel_accounts (id, tenant_id, name, provider) values ('%s', '%s', 'main', 'sandbox')"
            .formatted(ACCOUNT, TENANT),
        "insert into contacts (id, tenant_id) values ('%s', '%s')".formatted(contact, TENANT),
        """
            insert into chats (id, tenant_id, contact_id, account_id, address)
            values ('%s', '%s', '%s', '%s', '+5511999990001')
            """.formatted(CHAT, TENANT, contact, ACCOUNT));
  }

  @Test
  void itTellsWhatHappenedInOrder() {
    var id = message("DELIVERED");
    DB.run("""
        insert into message_attempts (message_id, token, attempt, tenant_id, account_id, node, started_at, finished_at,
          result, provider_message_id, reason, code, detail, next_due_at)
        values
          ('%1$s', 1, 1, '%2$s', '%3$s', 'node-a', '2026-01-01T00:00:01Z', '2026-01-01T00:00:02Z', 'RETRY_LATER', null,
            'THROTTLED', '429', 'slow down', '2026-01-01T00:00:05Z'),
          ('%1$s', 2, 1, '%2$s', '%3$s', 'node-b', '2026-01-01T00:00:05Z', '2026-01-01T00:00:06Z', 'ACCEPTED', 'sim-1',
            null, null, null, null)
        """.formatted(id, TENANT, ACCOUNT), """
        insert into message_status (message_id, attempt, status, tenant_id, occurred_at, provider_at, applied)
        values
          ('%1$s', 1, 'SENT', '%2$s', '2026-01-01T00:00:06Z', null, true),
          ('%1$s', 1, 'DELIVERED', '%2$s', '2026-01-01T00:00:07Z', '2026-01-01T00:00:06.5Z', true),
          ('%1$s', 1, 'FAILED', '%2$s', '2026-01-01T00:00:08Z', null, false)
        """.formatted(id, TENANT));

    var timeline = timelines.find(Viewer.all(TENANT), id).orElseThrow();

    assertThat(timeline.status()).isEqualTo(MessageStatus.DELIVERED);
    assertThat(timeline.waiting()).isNull();
    assertThat(timeline.entries()).extracting(TimelineEntry::words).containsExactly(
        "Accepted into the transactional lane, at-least-once.",
        "Attempt 1 by node-a: it was surely not sent (THROTTLED, 429): slow down; to be tried again at "
            + "2026-01-01T00:00:05Z.",
        "Attempt 1 by node-b: the service took it as sim-1.",
        "Sent.",
        "Delivered.",
        "Failed; the status stays as it is.");
  }

  @Test
  void itsJsonNamesEachEntry() throws Exception {
    var id = message("QUEUED");
    outbox(id, "QUEUED", true, "now()");
    var json = new ObjectMapper().registerModule(new JavaTimeModule())
        .valueToTree(timelines.find(Viewer.all(TENANT), id).orElseThrow());

    assertThat(json.at("/entries/0/what").asText()).isEqualTo("accepted");
    assertThat(json.at("/entries/0/words").asText()).startsWith("Accepted");
    assertThat(json.at("/waiting/why").asText()).isEqualTo("WORKER");
  }

  @Test
  void aMessageForLaterIsScheduled() {
    var id = message("QUEUED");
    outbox(id, "SCHEDULED", false, "'2099-01-01T00:00:00Z'");

    assertThat(wait(id).why()).isEqualTo(Why.SCHEDULED);
    assertThat(wait(id).until()).isEqualTo("2099-01-01T00:00:00Z");
  }

  @Test
  void aMessageBehindAnotherNamesIt() {
    var head = message("QUEUED");
    var follower = message("QUEUED");
    var lane = 2;
    outbox(head, "QUEUED", true, "now()", lane);
    outbox(follower, "QUEUED", false, "now()", lane);

    assertThat(wait(follower).why()).isEqualTo(Why.CHAT);
    assertThat(wait(follower).behind()).isEqualTo(head);
  }

  @Test
  void aMessageToBeTriedAgainSaysWhen() {
    var id = message("SENDING");
    outbox(id, "QUEUED", true, "'2099-01-01T00:00:00Z'");
    DB.run("update outbox set attempt = 1 where message_id = '" + id + "'");

    assertThat(wait(id).why()).isEqualTo(Why.RETRY);
    assertThat(wait(id).until()).isEqualTo("2099-01-01T00:00:00Z");
  }

  @Test
  void aMessageThatIsClaimedForTheFirstTimeIsBeingSent() {
    var id = message("QUEUED");
    outbox(id, "QUEUED", true, "now()");
    DB.run("update outbox set attempt = 1, node = 'node-a', lease_until = now() + interval '1 h' where message_id = '"
        + id + "'");

    assertThat(timelines.find(Viewer.all(TENANT), id).orElseThrow().status()).isEqualTo(MessageStatus.SENDING);
    assertThat(wait(id).why()).isEqualTo(Why.SENDING);
    assertThat(wait(id).words()).isEqualTo("node-a is sending it.");
  }

  @Test
  void aMessageWhoseWorkerIsGoneWaitsForAnother() {
    var id = message("QUEUED");
    outbox(id, "QUEUED", true, "now()");
    DB.run("update outbox set attempt = 1, node = 'node-a', lease_until = now() - interval '1 s' where message_id = '"
        + id + "'");

    assertThat(wait(id).why()).isEqualTo(Why.RECOVERY);
  }

  @Test
  void aMessageInDoubtWaitsForItsCheck() {
    var id = message("UNCONFIRMED");
    outbox(id, "DOUBT", false, "now()");
    DB.run("insert into status_checks (message_id, tenant_id, account_id, due_at) values ('%s', '%s', '%s', '%s')"
        .formatted(id, TENANT, ACCOUNT, "2099-01-01T00:00:00Z"));

    assertThat(wait(id).why()).isEqualTo(Why.CONFIRMATION);
    assertThat(wait(id).until()).isEqualTo("2099-01-01T00:00:00Z");
  }

  @Test
  void anAccountThatMayNotSendIsToBlame() {
    var id = message("QUEUED");
    outbox(id, "QUEUED", true, "now()");
    DB.run("update account_rates set paused_until = '2099-01-01T00:00:00Z'");
    assertThat(wait(id).why()).isEqualTo(Why.PAUSED);

    DB.run("update account_rates set paused_until = '-infinity', tat = '2099-01-01T00:00:00Z'",
        "update channel_accounts set rate_per_second = 1");
    assertThat(wait(id).why()).isEqualTo(Why.RATE_LIMIT);

    DB.run("update channel_accounts set enabled = false, rate_per_second = null");
    assertThat(wait(id).why()).isEqualTo(Why.ACCOUNT_DISABLED);
    DB.run("update channel_accounts set enabled = true", "update account_rates set tat = '-infinity'");
  }

  @Test
  void anotherTenantSeesNothing() {
    assertThat(timelines.find(Viewer.all(UUID.randomUUID()), message("SENT"))).isEmpty();
  }

  @Test
  void aMessageIsReadAsItWasHandedIn() {
    var messages = new MessageReader(DB.database());
    var id = message("SENT");

    var message = messages.find(Viewer.all(TENANT), id).orElseThrow();

    assertThat(message.content().at("/text").asText()).isEqualTo("Olá");
    assertThat(message.account()).isEqualTo("main");
    assertThat(message.lane()).isEqualTo(Lane.TRANSACTIONAL);
    assertThat(messages.find(Viewer.all(UUID.randomUUID()), id)).isEmpty();
    assertThat(messages.thread(Viewer.all(TENANT), CHAT, null, 1)).extracting(MessageView::chatId)
        .containsExactly(CHAT);
    assertThat(messages.thread(Viewer.all(TENANT), CHAT, new UUID(0, 0), 1)).isEmpty();
    assertThat(messages.thread(Viewer.all(UUID.randomUUID()), CHAT, null, 1)).isEmpty();
  }

  private static TimelineWait wait(UUID id) {
    return timelines.find(Viewer.all(TENANT), id).orElseThrow().waiting();
  }

  private static UUID message(String status) {
    var id = UUID.randomUUID();
    DB.run("""
        insert into chat_messages (id, tenant_id, chat_id, account_id, direction, kind, content, recipient, lane, policy,
          status)
        values ('%s', '%s', '%s', '%s', 'OUTBOUND', 'text', '{"type": "text", "text": "Olá"}', '+5511999990001', 1,
          'at-least-once', '%s')
        """.formatted(id, TENANT, CHAT, ACCOUNT, status));
    return id;
  }

  private static void outbox(UUID messageId, String state, boolean ready, String dueAt) {
    outbox(messageId, state, ready, dueAt, 1);
  }

  private static void outbox(UUID messageId, String state, boolean ready, String dueAt, int lane) {
    DB.run("""
        insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy)
        values ('%s', '%s', '%s', '%s', %d, '%s', %s, %s, 'at-least-once')
        """.formatted(messageId, TENANT, ACCOUNT, CHAT, lane, state, ready, dueAt));
  }
}
