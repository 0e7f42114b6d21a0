package dev.switchboard.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventHistoryTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();
  private static final Duration MONTH = Duration.ofDays(30);

  private final TestLog log = new TestLog(DB);
  private final EventHistory history = new EventHistory(DB.database());
  private final EventRetention retention = new EventRetention(DB.database());
  private UUID tenant;

  @BeforeEach
  void aTenant() {
    tenant = log.newTenant();
  }

  @Test
  void tellsWhatCameAfterTheCursor() {
    log.append(tenant, "seen");
    var cursor = now();
    log.append(tenant, "missed 1", "missed 2");

    assertThat(replayed(cursor).events()).extracting(TestLog::name).containsExactly("missed 1", "missed 2");
  }

  @Test
  void tellsOnlyTheTenantsOwnEvents() {
    var cursor = now();
    log.append(log.newTenant(), "somebody else's");
    log.append(tenant, "ours");

    assertThat(replayed(cursor).events()).extracting(TestLog::name).containsExactly("ours");
  }

  @Test
  void tellsNothingThatIsNotFinal() throws Exception {
    var cursor = now();
    try (var older = DriverManager.getConnection(DB.url(), "postgres", "")) {
      older.setAutoCommit(false);
      log.append(older, tenant, "older");
      log.append(tenant, "younger");

      assertThat(replayed(cursor).events()).isEmpty();
      older.commit();
    }
    assertThat(replayed(cursor).events()).extracting(TestLog::name).containsExactly("older", "younger");
  }

  @Test
  void goesOnFromPageToPage() {
    var cursor = now();
    var names = IntStream.range(0, 2 * EventPage.LIMIT + 7).mapToObj(Integer::toString).toArray(String[]::new);
    log.append(tenant, names);

    var read = new ArrayList<String>();
    var page = replayed(cursor);
    page.events().forEach(event -> read.add(TestLog.name(event)));
    while (!page.complete()) {
      page = replayed(page.next());
      page.events().forEach(event -> read.add(TestLog.name(event)));
    }

    assertThat(read).containsExactly(names);
  }

  @Test
  void aCursorStaysGoodWhileNothingOfTheTenantIsDropped() {
    var cursor = now();
    var other = log.newTenant();
    appendLongAgo(other, 40);
    retention.drop(MONTH);
    log.append(tenant, "at last");

    assertThat(replayed(cursor).events()).extracting(TestLog::name).containsExactly("at last");
  }

  @Test
  void aCursorOfAnEmptyLogIsGood() {
    assertThat(replayed(now()).events()).isEmpty();
    assertThat(replayed(new Cursor(epoch(), 0, 0)).events()).isEmpty();
  }

  @Test
  void aCursorBeforeADroppedEventGetsAResync() {
    var before = now();
    appendLongAgo(tenant, 40);
    log.append(tenant, "kept");
    assertThat(replayed(before).events()).hasSize(2);

    assertThat(retention.drop(MONTH)).isEqualTo(1);

    assertThat(history.after(tenant, before)).isEqualTo(new Replay.Resync(Replay.Reason.EXPIRED));
  }

  @Test
  void aCursorBehindTheLastDroppedEventIsGood() {
    appendLongAgo(tenant, 41);
    var after = now();
    log.append(tenant, "kept");

    retention.drop(MONTH);

    assertThat(replayed(after).events()).extracting(TestLog::name).containsExactly("kept");
  }

  @Test
  void theCursorOfTheLastDroppedEventItselfIsGood() {
    appendLongAgo(tenant, 42);
    var last = replayed(new Cursor(epoch(), 0, 0)).events().getLast().cursor();

    retention.drop(MONTH);

    assertThat(replayed(last).events()).isEmpty();
  }

  @Test
  void eventsOfADayWithoutPartitionAreDroppedAndRememberedAsWell() {
    var before = now();
    insertLongAgo(tenant, 43);
    log.append(tenant, "kept");

    retention.drop(MONTH);

    assertThat(DB.count("events_default")).isZero();
    assertThat(history.after(tenant, before)).isEqualTo(new Replay.Resync(Replay.Reason.EXPIRED));
  }

  @Test
  void youngEventsAreNotDropped() {
    var before = now();
    log.append(tenant, "young");

    assertThat(retention.drop(MONTH)).isZero();

    assertThat(replayed(before).events()).hasSize(1);
  }

  @Test
  void whatIsInUseIsDroppedLater() throws Exception {
    appendLongAgo(tenant, 44);
    try (var reader = DriverManager.getConnection(DB.url(), "postgres", ""); var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from events");

      assertThat(retention.drop(MONTH)).isZero();
    }
    assertThat(retention.drop(MONTH)).isEqualTo(1);
  }

  @Test
  void aCursorOfAnotherEpochGetsAResync() {
    var cursor = now();

    DB.run("select begin_event_epoch()");

    assertThat(history.after(tenant, cursor)).isEqualTo(new Replay.Resync(Replay.Reason.EPOCH));
    assertThat(history.after(tenant, new Cursor(99, 1, 1))).isEqualTo(new Replay.Resync(Replay.Reason.EPOCH));
  }

  @Test
  void aCursorOfTheFutureGetsAResync() {
    var now = now();

    assertThat(history.after(tenant, new Cursor(now.epoch(), now.xid() + 1_000, 0)))
        .isEqualTo(new Replay.Resync(Replay.Reason.FUTURE));
  }

  private Replay.Replayed replayed(Cursor cursor) {
    return (Replay.Replayed) history.after(tenant, cursor);
  }

  private static int epoch() {
    return DB.value(Integer.class, "select max(epoch) from event_epochs");
  }

  private static Cursor now() {
    return new Cursor(epoch(),
        DB.value(Long.class, "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"), 0);
  }

  private void appendLongAgo(UUID tenant, int days) {
    DB.run("""
        do $$
        declare
          day date := (now() at time zone 'UTC')::date - %d;
        begin
          execute format('create table if not exists %%I partition of events for values from (%%L) to (%%L)',
            'events_' || to_char(day, 'YYYYMMDD'), day::timestamp at time zone 'UTC',
            (day + 1)::timestamp at time zone 'UTC');
        end
        $$
        """.formatted(days));
    insertLongAgo(tenant, days);
  }

  private void insertLongAgo(UUID tenant, int days) {
    DB.run("""
        insert into events (epoch, tenant_id, kind, payload, at)
        values ((select max(epoch) from event_epochs), '%s', 'message_received', '{"name": "old"}',
          now() - interval '%d days')
        """.formatted(tenant, days));
  }
}
