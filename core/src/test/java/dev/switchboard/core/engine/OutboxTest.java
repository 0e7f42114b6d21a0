package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.OutboxSettings;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a claim takes, and what it costs.
class OutboxTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  static TestEngine engine;

  @BeforeAll
  static void start() {
    engine = new TestEngine(DB);
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
  }

  @AfterEach
  void nothingIsLeftToSend() {
    DB.run("truncate outbox, status_checks");
  }

  @Test
  void aClaimTakesOnlyTheHeadOfEachChat() {
    var first = engine.accept("+5511999990001", "1");
    engine.accept("+5511999990001", "2");
    var other = engine.accept("+5511999990002", "1");

    assertThat(ids(engine.claim(10))).containsExactly(first, other);
    assertThat(engine.claim(10)).isEmpty();
  }

  @Test
  void theLanesOfAChatHaveHeadsOfTheirOwn() {
    var campaign = engine.accept(engine.request("+5511999990003", "campaign", Lane.BULK, null));
    var code = engine.accept("+5511999990003", "code");
    var reply = engine.accept(engine.request("+5511999990003", "reply", Lane.INTERACTIVE, null));

    assertThat(ids(engine.claim(Lane.INTERACTIVE, 10))).containsExactly(reply);
    assertThat(ids(engine.claim(Lane.TRANSACTIONAL, 10))).containsExactly(code);
    assertThat(ids(engine.claim(Lane.BULK, 10))).containsExactly(campaign);
  }

  @Test
  void theOldestHeadsAreClaimedFirst() {
    var accepted = IntStream.range(0, 6).mapToObj(i -> engine.accept("+551199999001" + i, "x")).toList();

    assertThat(ids(engine.claim(4))).containsExactlyElementsOf(accepted.subList(0, 4));
    assertThat(ids(engine.claim(4))).containsExactlyElementsOf(accepted.subList(4, 6));
  }

  @Test
  void aClaimMayBeginWhereTheLastOneEnded() {
    var accepted = IntStream.range(0, 4).mapToObj(i -> engine.accept("+551199999005" + i, "x")).toList();
    var first = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 2, "x");
    // Given back, it is due in front of what has been claimed.
    DB.run("update outbox set lease_until = null where message_id = '" + accepted.getFirst() + "'");

    var second = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 1, "x", first.reached());
    var third = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 10, "x", second.reached());
    var beyond = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 10, "x", third.reached());

    assertThat(ids(first.messages())).containsExactlyElementsOf(accepted.subList(0, 2));
    assertThat(ids(second.messages())).containsExactly(accepted.get(2));
    assertThat(ids(third.messages())).containsExactly(accepted.get(3));
    assertThat(beyond.messages()).isEmpty();
    assertThat(beyond.reached()).isNull();
    assertThat(ids(engine.claim(10))).as("from the front").containsExactly(accepted.getFirst());
  }

  @Test
  void aClaimTellsWhetherAnotherMightGetMore() {
    IntStream.range(0, 4).forEach(i -> engine.accept("+551199999006" + i, "x"));

    var full = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 2, "x");
    var fromThere = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 10, "x", full.reached());
    engine.accept("+5511999990064", "x");
    var rest = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 10, "x");

    assertThat(full.more()).as("as many as asked for").isTrue();
    assertThat(fromThere.messages()).hasSize(2);
    assertThat(fromThere.more()).as("whatever is due in front").isTrue();
    assertThat(rest.messages()).hasSize(1);
    assertThat(rest.more()).as("all there was").isFalse();
  }

  @Test
  void whatIsDueAtTheSameMomentIsNotPassedOver() {
    engine.messages.acceptAll(
        IntStream.range(0, 5).mapToObj(i -> engine.request("+55119777000%02d".formatted(i), "x")).toList());
    assertThat(DB.count("(select distinct due_at from outbox) moments")).as("one batch, one moment").isEqualTo(1);

    var first = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 2, "x");
    var rest = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 10, "x", first.reached());

    assertThat(first.messages()).hasSize(2);
    assertThat(rest.messages()).hasSize(3);
  }

  @Test
  void aChatKeepsTheOrderOfTheDatabasesSequenceWhateverTheClocksOfTheNodesSay() {
    engine.accept("+5511999990020", "1");
    var second = engine.accept("+5511999990020", "2");
    var third = engine.accept("+5511999990020", "3");
    // As if the node that accepted the second had a clock that was ahead of the third's.
    var spare = UUID.randomUUID();
    swap(second, spare);
    swap(third, second);
    swap(spare, third);

    engine.claim(1).forEach(engine::send);

    assertThat(ids(engine.claim(1))).containsExactly(third);
  }

  @Test
  void aClaimDoesNotReadWhatIsGoneAgainAndAgain() throws Exception {
    DB.run("alter table outbox set (autovacuum_enabled = off)",
        """
            insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy)
            select gen_random_uuid(), '%s', '%s', gen_random_uuid(), 1, 'QUEUED', true, now() - n * interval '1 ms',
              'at-least-once'
            from generate_series(1, 20000) n
            """.formatted(engine.tenantId, engine.account.id()),
        "delete from outbox where id % 1000 <> 0",
        // A short queue in a long table, when the planner looks.
        "analyze outbox");
    var pool = DB.newPool();
    var outbox = new Outbox(new Database(pool), TestEngine.SETTINGS);
    var before = read();

    for (var i = 0; i < 10; i++) {
      outbox.claim(engine.account, Lane.TRANSACTIONAL, 1, "node-1");
    }

    // What a connection has read is counted when it ends.
    pool.close();
    await().until(() -> DB.count("outbox where lease_until is not null") == 10 && read() > before);
    assertThat(read() - before).isLessThan(4 * 20_000);
    DB.run("alter table outbox reset (autovacuum_enabled)");
  }

  private static long read() {
    return Objects.requireNonNull(DB.value(Long.class,
        "select idx_tup_read from pg_stat_user_indexes where indexrelname = 'outbox_claim'"));
  }

  private static void swap(UUID from, UUID to) {
    DB.run("update outbox set message_id = '%s' where message_id = '%s'".formatted(to, from));
  }

  @Test
  void manyClaimersNeverGetTheSameMessage() throws Exception {
    engine.messages.acceptAll(
        IntStream.range(0, 300).mapToObj(i -> engine.request("+55119888%05d".formatted(i), "x")).toList());
    try (var twin = new TestEngineTwin(engine)) {
      var claims = Race.atOnce(8, i -> claimEverything(i % 2 == 0 ? engine.outbox : twin.outbox()));

      assertThat(claims.stream().flatMap(List::stream)).doesNotHaveDuplicates().hasSize(300);
    }
  }

  private static List<UUID> claimEverything(Outbox outbox) {
    var all = new ArrayList<UUID>();
    var claimed = outbox.claim(engine.account, Lane.TRANSACTIONAL, 7, "x").messages();
    while (!claimed.isEmpty()) {
      all.addAll(ids(claimed));
      claimed = outbox.claim(engine.account, Lane.TRANSACTIONAL, 7, "x").messages();
    }
    return all;
  }

  @Test
  void aClaimPassesOverWhatAnotherIsClaimingAtThisMoment() throws Exception {
    var first = engine.accept("+5511999990030", "x");
    var second = engine.accept("+5511999990031", "x");
    var held = new HeldCommit(engine.database);
    var claiming = Race.begin(() -> new Outbox(held.database(), TestEngine.SETTINGS)
        .claim(engine.account, Lane.TRANSACTIONAL, 1, "x"));
    held.awaitHeld();

    var other = Race.begin(() -> engine.claim(10));
    Race.awaitBlocked(DB, other);
    assertThat(other.isDone()).as("did not wait").isTrue();
    assertThat(ids(other.get())).containsExactly(second);

    held.release();
    assertThat(ids(claiming.get().messages())).containsExactly(first);
  }

  @Test
  void whatHasExpiredOrIsNotDueIsNotClaimed() {
    engine.accept("+5511999990040", "too late");
    DB.run("update outbox set expires_at = now() - interval '1 second'");
    engine.accept("+5511999990041", "too early");
    DB.run("update outbox set due_at = now() + interval '1 hour' where expires_at > now()");

    assertThat(engine.claim(10)).isEmpty();
  }

  @Test
  void aLeaseThatHasRunOutIsNoInvitationToSendAgain() {
    engine.accept("+5511999990050", "x");
    engine.claim(1);
    engine.leasesRunOut();

    assertThat(engine.claim(1)).isEmpty();
  }

  @Test
  void everyClaimTakesTheNextFencingNumber() {
    engine.accept("+5511999990060", "x");
    var tokens = new ArrayList<Long>();
    for (var i = 0; i < 3; i++) {
      var claimed = engine.claim(1).getFirst();
      tokens.add(claimed.token());
      engine.settle(claimed, OutcomeTest.later(null));
      DB.run("update outbox set due_at = now()");
    }

    assertThat(tokens).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aWorkerStopsWritingBeforeItsLeaseEnds() {
    engine.accept("+5511999990070", "x");
    var before = System.nanoTime();

    var message = engine.claim(1).getFirst().message();

    var latest = TestEngine.SETTINGS.lease().minus(engine.provider.capabilities().requestTimeout());
    assertThat(message.deadlineNanos() - before).isLessThanOrEqualTo(latest.toNanos() + System.nanoTime() - before);
    var lease = DB.value(Double.class, "select extract(epoch from lease_until - now())::float8 from outbox");
    assertThat(message.deadlineNanos() - System.nanoTime()).isLessThan((long) (lease * 1e9));
    assertThat(message.pastDeadline()).isFalse();
  }

  @Test
  void claimsAreHeapOnlyUpdates() {
    fill(2_000);
    var updates = new AtomicLong();
    var heapOnly = new AtomicLong();
    var outbox = counted(Map.of("select pg_stat_get_xact_tuples_updated('outbox'::regclass)", updates,
        "select pg_stat_get_xact_tuples_hot_updated('outbox'::regclass)", heapOnly));

    for (var i = 0; i < 10; i++) {
      outbox.claim(engine.account, Lane.TRANSACTIONAL, 200, "x");
    }

    assertThat(updates.get()).isEqualTo(2_000);
    assertThat(heapOnly.get()).isGreaterThan(1_800);
  }

  @Test
  void aClaimReadsTheIndexOfHeadsHoweverLongTheQueuesBehindThemAre() {
    fill(20_000);
    DB.run("""
        insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy)
        select gen_random_uuid(), tenant_id, account_id, chat_id, lane, 'QUEUED', false, due_at, policy
        from outbox""", "analyze outbox");
    var scans = new AtomicLong();
    var entries = new AtomicLong();
    var outbox = counted(Map.of("select pg_stat_get_xact_numscans('outbox'::regclass)", scans,
        "select pg_stat_get_xact_tuples_returned('outbox_claim'::regclass)", entries));

    outbox.claim(engine.account, Lane.TRANSACTIONAL, 200, "x");

    assertThat(scans.get()).as("scans of the whole table").isZero();
    assertThat(entries.get()).as("entries of the index that were read").isBetween(200L, 400L);
  }

  // An outbox whose transactions are counted by themselves, each by the statistics of its own connection.
  private static Outbox counted(Map<String, AtomicLong> counters) {
    var outbox = new Outbox(CommitPoint.of(engine.database, connection -> {
      for (var counter : counters.entrySet()) {
        counter.getValue().addAndGet(number(connection, counter.getKey()));
      }
    }, connection -> {
      number(connection, "select 1 from pg_stat_force_next_flush()");
      connection.commit();
    }), TestEngine.SETTINGS);
    // What the connection did before is flushed with this.
    outbox.claim(engine.account, Lane.INTERACTIVE, 1, "x");
    counters.values().forEach(counter -> counter.set(0));
    return outbox;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void fill(int heads) {
    DB.run("""
        insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy)
        select gen_random_uuid(), '%s', '%s', gen_random_uuid(), 1, 'QUEUED', true, now() - interval '1 second',
          'at-least-once'
        from generate_series(1, %d)
        """.formatted(engine.tenantId, engine.account.id(), heads));
  }

  @Test
  void aReplyIsHandedOverWithTheServicesIdOfWhatItAnswers() {
    var question = engine.accept("+5511999990080", "?");
    engine.claim(1).forEach(claimed -> engine.settle(claimed, new SendResult.Accepted("wamid.question")));
    DB.run("update chat_messages set reply_to = '%s' where id = '%s'".formatted(question,
        engine.accept("+5511999990080", "!")));

    assertThat(engine.claim(1).getFirst().message().replyTo())
        .isEqualTo(new OutboundMessage.Reply(question, "wamid.question"));
  }

  private static List<UUID> ids(List<Claimed> claimed) {
    return claimed.stream().map(one -> one.message().id()).toList();
  }

  @Test
  void aLeaseShorterThanACallIsStretchedSoThatACallCanBegin() throws Exception {
    var hasty = new OutboxSettings(Duration.ofMillis(1), TestEngine.SETTINGS.retryDelays(),
        TestEngine.SETTINGS.checkDelays(), Duration.ofMillis(1));
    try (var node = new TestEngine(DB, new TestProvider(), hasty, null)) {
      node.accept("+5511999990099", "x");
      var before = System.nanoTime();

      var claimed = node.claim(1).getFirst();

      assertThat(claimed.message().deadlineNanos() - before).isPositive();
    }
  }
}
