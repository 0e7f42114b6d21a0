package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.overview.Overview;
import dev.switchboard.core.overview.OverviewLog;
import dev.switchboard.core.overview.OverviewReader;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.route.Route;
import dev.switchboard.core.route.Routes;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Sights;
import dev.switchboard.core.tenant.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What an overview shows is what was done.
class OverviewTest {

  private static final String ANA = "+5511999990001";
  private static final int DEEDS = 500;

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final TestProvider SMS = new TestProvider("test-sms", Channel.SMS, ContentKind.TEXT);

  private TestEngine engine;
  private OverviewLog log;
  private OverviewReader reader;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB, List.of(SMS));
    log = new OverviewLog(engine.database);
    reader = new OverviewReader(engine.database, engine.accounts);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, status_checks, receipts_waiting, account_health");
  }

  /// Counts all that there is, as a node does that has just started, and goes.
  private void count() {
    var lease = log.reader().take("node-1").orElseThrow();
    var look = log.look(lease);
    while (look == OverviewLog.Look.MORE) {
      look = log.look(lease);
    }
    assertThat(look).isEqualTo(OverviewLog.Look.DONE);
    log.reader().giveBack(lease);
  }

  private Overview overview() {
    count();
    return reader.of(Viewer.all(engine.tenantId), 24);
  }

  private UUID sent(String to) {
    var id = engine.accept(to, "Oi");
    engine.drain();
    return id;
  }

  private void receipt(UUID id, String status) {
    receive(Map.of("receipt", status, "id", id + "/1", "reason", "UNDELIVERABLE"));
  }

  private void customerWrites(String from) {
    receive(Map.of("from", from, "id", UUID.randomUUID().toString(), "text", "Oi"));
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items)));
  }

  private UUID chatOf(String address) {
    return DB.value(UUID.class, "select id from chats where tenant_id = ? and address = ? and status = 'ACTIVE'",
        engine.tenantId, address);
  }

  private UUID reply(String to) {
    return engine.accept(new MessageRequest(engine.tenantId, "test", to, new Content.Text("Bom dia"),
        Lane.INTERACTIVE, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, chatOf(to)));
  }

  private void onTheWay(String what) {
    engine.provider.answer = switch (what) {
      case "accepted" -> TestProvider::accept;
      case "refused" -> _ -> new SendResult.Rejected(Failure.of(FailureReason.ACCOUNT_BLOCKED, "not you"));
      case "later" -> _ -> new SendResult.RetryLater(Failure.of(FailureReason.UNREACHABLE, "away"), null);
      case "lost" -> _ -> new SendResult.Unconfirmed(Failure.of(FailureReason.TIMEOUT, "no answer"));
      case String other -> throw new IllegalArgumentException(other);
    };
  }

  @Test
  void everyFigureIsWhatWasDone() {
    receipt(sent(ANA), "DELIVERED");
    receipt(sent(ANA), "READ");
    sent(ANA);
    onTheWay("refused");
    sent(ANA);
    engine.accept("+5511999990002", "waits");
    engine.accept(engine.scheduled("+5511999990002", "later", Instant.now().plus(Duration.ofHours(30)), null));
    customerWrites(ANA);
    customerWrites(ANA);

    var overview = overview();

    var figures = overview.messages();
    assertThat(figures.accepted()).isEqualTo(6);
    assertThat(figures.received()).isEqualTo(2);
    assertThat(figures.replies()).as("the second one follows the customer's own").isEqualTo(1);
    assertThat(figures.outcomes().queued()).as("the scheduled one is of another day").isEqualTo(1);
    assertThat(figures.outcomes().delivered()).isEqualTo(1);
    assertThat(figures.outcomes().read()).isEqualTo(1);
    assertThat(figures.outcomes().sent()).isEqualTo(1);
    assertThat(figures.outcomes().failed()).isEqualTo(1);
    assertThat(figures.deliveryRate()).isEqualTo(2 / 4.0);
    assertThat(figures.readRate()).isEqualTo(1 / 2.0);
    assertThat(figures.replyRate()).isEqualTo(1 / 3.0);
    assertThat(figures.sendingSeconds()).isBetween(0.0, 60.0);
    assertThat(overview.failures())
        .containsExactly(
            new Overview.Failures("ACCOUNT_BLOCKED", FailureReason.Fault.ACCOUNT, 1, 0));
    assertThat(overview.queue().waiting()).isEqualTo(1);
    assertThat(overview.queue().scheduled()).isEqualTo(1);
    assertThat(overview.queue().oldestDueSeconds()).isBetween(0.0, 60.0);
    assertThat(overview.queue().lanes()).singleElement().satisfies(lane -> {
      assertThat(lane.account()).isEqualTo("test");
      assertThat(lane.lane()).isEqualTo("transactional");
      assertThat(lane.waiting()).isEqualTo(1);
    });
    assertThat(overview.chats().waiting()).isEqualTo(1);
    assertThat(overview.chats().since()).isEqualTo(
        DB.value(OffsetDateTime.class, "select waiting_since from chats where id = ?", chatOf(ANA)).toInstant());
    assertThat(overview.channels()).singleElement().satisfies(use -> {
      assertThat(use.channel()).isEqualTo(Channel.WHATSAPP);
      assertThat(use.accepted()).isEqualTo(6);
      assertThat(use.received()).isEqualTo(2);
      assertThat(use.series()).hasSize(24);
    });
    assertThat(overview.series()).hasSize(24);
    assertThat(overview.series().stream().mapToLong(Overview.Hour::delivered).sum()).isEqualTo(2);
    assertThat(overview.series().stream().mapToLong(Overview.Hour::failed).sum()).isEqualTo(1);
    assertThat(overview.minutes()).hasSize(60);
    assertThat(overview.accounts()).singleElement()
        .satisfies(account -> assertThat(account.messages()).isEqualTo(figures));
    assertThat(overview.before().accepted()).isZero();
  }

  @Test
  void whatIsDoubledOrLateOrReadAgainCountsOnce() {
    var id = sent(ANA);
    receipt(id, "READ");
    receipt(id, "READ");
    receipt(id, "DELIVERED");
    receipt(id, "SENT");
    receipt(id, "FAILED");
    var received = Map.of("from", ANA, "id", "in-1", "text", "Oi");
    receive(received, received);
    receive(received);

    overview();
    var figures = overview().messages();

    assertThat(figures.accepted()).isEqualTo(1);
    assertThat(figures.received()).isEqualTo(1);
    assertThat(figures.outcomes().read()).isEqualTo(1);
    assertThat(figures.outcomes().delivered() + figures.outcomes().sent() + figures.outcomes().failed()).isZero();
    assertThat(DB.value(Long.class, "select sent from overview_hours where tenant_id = ?", engine.tenantId))
        .isEqualTo(1);
  }

  @Test
  void aFailureThatWasNoneIsTakenBack() {
    var id = sent(ANA);
    receipt(id, "FAILED");
    assertThat(overview().failures()).extracting(Overview.Failures::reason).containsExactly("UNDELIVERABLE");

    receipt(id, "DELIVERED");

    var overview = overview();
    assertThat(overview.failures()).isEmpty();
    assertThat(overview.messages().outcomes().failed()).isZero();
    assertThat(overview.messages().outcomes().delivered()).isEqualTo(1);
  }

  @Test
  void whateverHappensTheSumsAreWhatCountingWouldFind() {
    var second = engine.newAccount("second", SMS);
    var routes = new Routes(engine.database, engine.accounts, engine.doorbell);
    routes.put(engine.tenantId, "both",
        List.of(new Route.Leg("test", 3_600, null), new Route.Leg("second", 3_600, null)));
    var random = new Random(25);
    var ids = new ArrayList<UUID>();
    for (var n = 0; n < DEEDS; n++) {
      var customer = "+551199999000" + random.nextInt(5);
      switch (random.nextInt(12)) {
        case 0, 1 -> ids.add(engine.accept(customer, "Oi"));
        case 2 -> ids.add(engine.accept(new MessageRequest(engine.tenantId, null, customer, new Content.Text("Oi"),
            Lane.TRANSACTIONAL, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, null, null, "both")));
        case 3, 4 -> customerWrites(customer);
        case 5 -> {
          if (chatOf(customer) != null) {
            ids.add(reply(customer));
          }
        }
        case 6 -> {
          onTheWay(List.of("accepted", "accepted", "refused", "later", "lost").get(random.nextInt(5)));
          engine.claim(2).forEach(engine::send);
        }
        case 7 -> engine.outbox.claim(second, Lane.TRANSACTIONAL, 2, "node-1").messages()
            .forEach(claimed -> engine.settle(claimed, SMS.send(claimed.message())));
        case 8, 9 -> {
          var taken = DB.values(UUID.class,
              "select message_id from message_attempts where tenant_id = ? and result = 'ACCEPTED' order by token, message_id",
              engine.tenantId);
          if (!taken.isEmpty()) {
            receipt(taken.get(random.nextInt(taken.size())),
                List.of("SENT", "DELIVERED", "READ", "FAILED").get(random.nextInt(4)));
          }
        }
        case 10 -> {
          if (!ids.isEmpty()) {
            engine.messages.cancel(engine.tenantId, ids.get(random.nextInt(ids.size())));
          }
        }
        default -> count();
      }
    }
    count();

    assertThat(told("""
        select account_id, hour, status, reason, messages
        from overview_outcomes
        where tenant_id = ? and messages <> 0
        """)).isEqualTo(told("""
        select account_id, date_trunc('hour', greatest(created_at, send_at), 'UTC'), status,
          case when status = 'FAILED' then reason else '' end, count(*)
        from chat_messages
        where tenant_id = ? and direction = 'OUTBOUND'
        group by 1, 2, 3, 4
        """));
    assertThat(told("select account_id, lane, sum(messages) from overview_queue where tenant_id = ? group by 1, 2"))
        .isEqualTo(told("""
            select account_id, lane, count(*)
            from chat_messages
            where tenant_id = ? and status in ('QUEUED', 'SENDING')
            group by 1, 2
            """));
    assertThat(told("select sum(accepted), sum(received) from overview_hours where tenant_id = ?")).isEqualTo(told("""
        select count(*) filter (where direction = 'OUTBOUND'), count(*) filter (where direction = 'INBOUND')
        from chat_messages
        where tenant_id = ?
        """));
    assertThat(told("select sum(sent) from overview_hours where tenant_id = ?")).isEqualTo(told("""
        select count(*)
        from (
          select array_agg(status::text) as facts
          from message_status
          where tenant_id = ? and applied
          group by message_id) m
        where 'SENT' = any (facts)
          or ('DELIVERED' = any (facts) or 'READ' = any (facts)) and 'FAILED' <> all (facts)
        """));
    assertThat(
        DB.count("chat_messages m join message_legs l on l.message_id = m.id and l.n = 1 and l.state = 'CURRENT' "
            + "where m.tenant_id = ?", engine.tenantId))
        .as("messages that went another way").isPositive();
    assertThat(DB.values(String.class, "select distinct status::text from overview_outcomes where tenant_id = ?",
        engine.tenantId)).as("the deeds led everywhere")
        .contains("QUEUED", "SENT", "DELIVERED", "READ", "FAILED", "CANCELED", "UNCONFIRMED");
  }

  private List<String> told(String sql) {
    return DB.values(String.class, "select t::text from (" + sql + ") t order by 1", engine.tenantId);
  }

  @Test
  void moreThanOneLookCanHoldIsCountedOnce() throws Exception {
    Race.atOnce(40, i -> {
      for (var n = 0; n < 30; n++) {
        engine.accept("+55119" + (90000000 + i * 100 + n), "Oi");
      }
      return i;
    });

    assertThat(overview().messages().accepted()).isEqualTo(1_200);
  }

  @Test
  void whoeverHasLostTheLeaseAddsNothing() {
    var old = log.reader().take("node-1").orElseThrow();
    assertThat(log.reader().take("node-2")).as("while it is held").isEmpty();
    DB.run("update overview_reader set lease_until = now() - interval '1 second'");
    var young = log.reader().take("node-2").orElseThrow();
    engine.accept(ANA, "Oi");

    assertThat(log.look(old)).isEqualTo(OverviewLog.Look.LOST);
    assertThat(DB.count("overview_hours where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(log.look(young)).isEqualTo(OverviewLog.Look.DONE);
    log.reader().giveBack(young);

    assertThat(overview().messages().accepted()).isEqualTo(1);
  }

  @Test
  void nodesThatTakeTheLeaseFromOneAnotherAllTheTimeCountEachEventOnce() throws Exception {
    Race.atOnce(8, i -> {
      for (var n = 0; n < 25; n++) {
        if (i < 4) {
          engine.accept("+55119" + (91000000 + i * 100 + n), "Oi");
        } else {
          DB.run("update overview_reader set lease_until = now() - interval '1 second'");
          log.reader().take("node-" + i).ifPresent(log::look);
        }
      }
      return i;
    });
    DB.run("update overview_reader set lease_until = null");

    assertThat(overview().messages().accepted()).isEqualTo(100);
    assertThat(overview().queue().waiting()).isEqualTo(100);
  }

  @Test
  void whatWasAcceptedBeforeCountingBeganIsNeverCounted() {
    var id = engine.accept(ANA, "Oi");
    DB.run("update overview_reader set since = now()");
    engine.drain();
    receipt(id, "DELIVERED");
    var later = sent(ANA);

    var figures = overview().messages();

    assertThat(figures.accepted()).isEqualTo(1);
    assertThat(figures.outcomes().sent()).isEqualTo(1);
    assertThat(figures.outcomes().delivered()).isZero();
    assertThat(engine.status(later)).isEqualTo("SENT");
  }

  @Test
  void anAnswerTellsHowLongTheCustomerWaited() {
    var seconds = List.of(3, 10, 20, 40, 60, 90, 120, 300, 600, 7200);
    for (var i = 0; i < seconds.size(); i++) {
      var customer = "+551199999010" + i;
      customerWrites(customer);
      DB.run("update chats set waiting_since = now() - interval '%d seconds' where id = '%s'"
          .formatted(seconds.get(i), chatOf(customer)));
      reply(customer);
      reply(customer);
    }
    customerWrites("+5511999990110");
    new ChatHandling(engine.database, engine.doorbell).close(Actor.node(engine.tenantId), chatOf("+5511999990110"));

    var figures = overview().messages();

    assertThat(figures.answers()).as("neither the second answer nor a chat that was closed").isEqualTo(10);
    assertThat(figures.answerMedianSeconds()).isCloseTo(60, within(60 * 0.05));
    assertThat(figures.answerP90Seconds()).isCloseTo(600, within(600 * 0.05));
  }

  @Test
  void whatAProgramAnswersIsNoReply() {
    sent(ANA);
    receive(Map.of("from", ANA, "id", "in-auto", "text", "I am out of office", "automatic", "reply"));

    var figures = overview().messages();

    assertThat(figures.received()).isEqualTo(1);
    assertThat(figures.replies()).isZero();
  }

  @Test
  void anAgentSeesTheAccountsOfTheirTeamsAndNoOthers() {
    engine.newAccount("second", SMS);
    engine.accept(ANA, "Oi");
    var agent = engine.newAgent("Bia");
    assertThat(seenBy(agent).messages().accepted()).isEqualTo(1);

    DB.run("insert into teams (id, tenant_id, name) values ('%1$s', '%1$s', 'others')".formatted(engine.tenantId),
        "insert into team_accounts (team_id, account_id, tenant_id) values ('%1$s', '%2$s', '%1$s')"
            .formatted(engine.tenantId, engine.account.id()));

    var seen = seenBy(agent);
    assertThat(seen.accounts()).extracting(Overview.AccountFigures::name).containsExactly("second");
    assertThat(seen.messages().accepted()).isZero();
    assertThat(seen.queue().waiting()).isZero();
    assertThat(seen.series().stream().mapToLong(Overview.Hour::accepted).sum()).isZero();
    assertThat(seenBy(null).messages().accepted()).isEqualTo(1);
  }

  private Overview seenBy(@Nullable UUID agentId) {
    count();
    return reader.of(new Viewer(engine.tenantId, new Sights(engine.database, engine.doorbell).hidden(agentId)), 1);
  }

  @Test
  void whoIsThereIsCountedOnce() {
    var agent = engine.newAgent("Bia");
    assertThat(overview().agents()).isEqualTo(new Overview.People(0, 0, 0, 1));

    for (var node = 0; node < 2; node++) {
      DB.run(
          "insert into agent_presence (agent_id, node, until) values ('%s', gen_random_uuid(), now() + interval '1 minute')"
              .formatted(agent));
    }

    assertThat(overview().agents()).isEqualTo(new Overview.People(1, 0, 0, 0));
  }

  @Test
  void anAccountIsAsItsNodesSayAndAsItIsSet() {
    new AccountHealth(engine.database).report(engine.account.id(), "node-1", "UNREACHABLE", Duration.ofMinutes(1));
    assertThat(health().state()).isEqualTo(Overview.State.FAILING);
    assertThat(health().reports()).extracting(Overview.Report::node, Overview.Report::reason)
        .containsExactly(tuple("node-1", "UNREACHABLE"));

    DB.run("truncate account_health",
        "update account_rates set paused_until = now() + interval '1 minute' where account_id = '" + engine.account.id()
            + "'");
    assertThat(health().state()).isEqualTo(Overview.State.PAUSED);

    DB.run("update channel_accounts set enabled = false where id = '" + engine.account.id() + "'");
    assertThat(health().state()).isEqualTo(Overview.State.OFF);
  }

  private Overview.Health health() {
    return overview().accounts().getFirst().health();
  }

  // Whoever looked at a table that is locked would wait, and be told so after a while.
  @Test
  void anOverviewDoesNotLookAtMessages() {
    sent(ANA);
    count();
    DB.run("do $$ begin execute format('alter database %I set lock_timeout = 2000', current_database()); end $$");
    try (var impatient = DB.newPool()) {
      var elsewhere = new OverviewReader(new Database(impatient), engine.accounts);
      var figures = engine.database.transaction(connection -> {
        try (var lock = connection.createStatement()) {
          lock.execute("lock table chat_messages, message_status, message_attempts, events");
          return elsewhere.of(Viewer.all(engine.tenantId), 168).messages();
        }
      });
      assertThat(figures.outcomes().sent()).isEqualTo(1);
    } finally {
      DB.run("do $$ begin execute format('alter database %I reset lock_timeout', current_database()); end $$");
    }
  }

  @Test
  void thePeriodBeforeIsComparedWith() {
    sent(ANA);
    count();
    DB.run("update overview_hours set hour = hour - interval '24 hours' where tenant_id = '" + engine.tenantId + "'",
        "update overview_outcomes set hour = hour - interval '24 hours' where tenant_id = '" + engine.tenantId + "'");

    var overview = overview();

    assertThat(overview.messages().accepted()).isZero();
    assertThat(overview.before().accepted()).isEqualTo(1);
    assertThat(overview.before().outcomes().sent()).isEqualTo(1);
  }
}
