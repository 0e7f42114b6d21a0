package dev.switchboard.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.switchboard.core.Outage;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.doorbell.Doorbell;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

class EventLogTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();
  private static final Duration NEVER = Duration.ofDays(1);

  private final TestLog log = new TestLog(DB);
  private UUID tenant;
  private Told told;
  private Doorbell doorbell;
  private EventLog reader;

  @BeforeEach
  void aReaderFollows() {
    tenant = log.newTenant();
    told = new Told(tenant);
    doorbell = new Doorbell(DB.database());
    reader = new EventLog(DB.database(), doorbell);
    reader.subscribe(told);
    await().until(() -> told.position != null);
  }

  @AfterEach
  void close() throws Exception {
    reader.close();
    doorbell.close();
  }

  @Test
  void eventsAreToldInOrderOnce() {
    log.append(tenant, "a", "b");
    log.append(tenant, "c");
    doorbell.ring("events");

    await().untilAsserted(() -> assertThat(told.names()).containsExactly("a", "b", "c"));
    assertThat(told.begun).hasSize(1);
  }

  @Test
  void whatWasThereBeforeIsNotTold() {
    log.append(tenant, "before");
    await().until(() -> told.names().contains("before"));
    var second = new Told(tenant);

    reader.subscribe(second);
    log.append(tenant, "after");

    await().untilAsserted(() -> assertThat(second.names()).containsExactly("after"));
  }

  @Test
  void anEventWhoseBellWasLostIsFound() {
    log.append(tenant, "silent");

    await().untilAsserted(() -> assertThat(told.names()).containsExactly("silent"));
  }

  @Test
  void sixteenWritersThatCommitInAnyOrderAreReadWithoutGapOrRepeat() throws Exception {
    try (var writers = new Writers(DB.database(), log, tenant).start(16, 40)) {
      var committed = writers.finish();

      await().until(() -> told.events.size() >= committed.size());
      assertThat(told.names()).containsExactlyInAnyOrderElementsOf(committed);
      assertThat(told.cursors()).isSorted();
    }
  }

  @Test
  void nothingIsToldWhileAnOlderTransactionIsOpen() throws Exception {
    try (var older = DriverManager.getConnection(DB.url(), "postgres", "")) {
      older.setAutoCommit(false);
      log.append(older, tenant, "older");
      log.append(tenant, "younger");
      doorbell.ring("events");
      await().until(() -> !reader.lag().isZero());
      assertThat(told.names()).isEmpty();

      older.commit();

      await().untilAsserted(() -> assertThat(told.names()).containsExactly("older", "younger"));
      await().until(() -> reader.lag().isZero());
    }
  }

  @Test
  void anEventComesAfterWhatHadBeenCommittedWhenItWasWrittenHoweverOldItsTransaction() throws Exception {
    try (var older = DriverManager.getConnection(DB.url(), "postgres", ""); var begin = older.createStatement()) {
      older.setAutoCommit(false);
      begin.execute("select pg_current_xact_id()");
      log.append(tenant, "first");
      log.append(older, tenant, "second");
      older.commit();
      doorbell.ring("events");

      await().untilAsserted(() -> assertThat(told.names()).containsExactly("first", "second"));
    }
  }

  @Test
  void anEventIsToldWithoutABellWhenAnUnrelatedTransactionHasEnded() throws Exception {
    var here = new Told(tenant);
    // No look is ever due by itself: what is told is told because of the bell or of the horizon.
    try (var attentive = new EventLog(DB.database(), doorbell, NEVER);
        var unrelated = DriverManager.getConnection(DB.url().replaceFirst("/test_[0-9]+", "/postgres"), "postgres",
            "")) {
      attentive.subscribe(here);
      await().until(() -> here.position != null);
      takeTransactionId(unrelated);
      log.append(tenant, "late");
      doorbell.ring("events");
      await().until(() -> !attentive.lag().isZero());

      unrelated.rollback();

      await().untilAsserted(() -> assertThat(here.names()).containsExactly("late"));
    }
  }

  @Test
  void theAlarmNamesTheTransactionThatHoldsEverythingBack() throws Exception {
    var alarms = new ListAppender<ILoggingEvent>();
    var logger = (Logger) LoggerFactory.getLogger(HeldHorizon.class);
    alarms.start();
    logger.addAppender(alarms);
    try (var older = DriverManager.getConnection(DB.url() + "&ApplicationName=sluggard", "postgres", "")) {
      takeTransactionId(older);
      DB.run("""
          insert into events (epoch, tenant_id, kind, payload, at)
          values (1, '%s', 'chat_updated', '{}', now() - interval '1 minute')
          """.formatted(tenant));

      await().until(() -> !alarms.list.isEmpty());

      assertThat(alarms.list.getFirst().getFormattedMessage())
          .contains("pid " + older.unwrap(PGConnection.class).getBackendPID() + " (sluggard)")
          .contains("idle in transaction")
          .doesNotContain("pg_current_xact_id");
      assertThat(reader.lag()).isGreaterThan(Duration.ofSeconds(59));
    } finally {
      logger.detachAppender(alarms);
    }
  }

  @Test
  void nothingIsLostOrRepeatedWhenTheDatabaseGoesAwayInBetween() throws Exception {
    try (var writers = new Writers(DB.database(), log, tenant).start(4, 60)) {
      await().until(() -> told.events.size() > 10);

      Outage.of(DB).close();

      // A writer whose connection was cut during its commit cannot know; the table does.
      writers.finish();
      var committed = await().ignoreExceptionsInstanceOf(DatabaseUnavailableException.class)
          .until(() -> DB.values(String.class, "select payload ->> 'name' from events where tenant_id = ?", tenant),
              Objects::nonNull);
      await().until(() -> told.events.size() >= committed.size());
      assertThat(told.names()).containsExactlyInAnyOrderElementsOf(committed);
      assertThat(told.cursors()).isSorted();
      assertThat(told.begun).hasSize(1);
    }
  }

  @Test
  void replayAndLiveEventsMeetWithoutGapOrDouble() throws Exception {
    var history = new EventHistory(DB.database());
    var start = told.position;
    try (var writers = new Writers(DB.database(), log, tenant).start(8, 30)) {
      await().until(() -> told.events.size() > 20);
      var live = new Told(tenant);

      reader.subscribe(live);

      var replayed = new ArrayList<Event>();
      var next = start;
      while (live.begun.getFirst().isAfter(next)) {
        var page = (Replay.Replayed) history.after(tenant, next);
        replayed.addAll(page.events());
        next = page.next();
      }
      var committed = writers.finish();
      await().until(() -> told.events.size() >= committed.size());
      await().until(() -> live.position.equals(told.position));
      var last = next;
      var both = new ArrayList<>(replayed.stream().map(TestLog::name).toList());
      live.events.stream().filter(event -> event.cursor().isAfter(last)).map(TestLog::name).forEach(both::add);
      assertThat(both).containsExactlyElementsOf(told.names());
      assertThat(both).containsExactlyInAnyOrderElementsOf(committed);
    }
  }

  @Test
  void aNewEpochBeginsWhereTheClusterWasRestored() {
    var epoch = told.position.epoch();
    DB.run("select begin_event_epoch()");
    log.append(tenant, "in the new epoch");

    await().until(() -> told.begun.size() == 2);

    assertThat(told.begun.getLast().epoch()).isEqualTo(epoch + 1);
    log.append(tenant, "later");
    await().until(() -> told.names().contains("later"));
    assertThat(told.events.getLast().cursor().epoch()).isEqualTo(epoch + 1);
  }

  @Test
  void aNewEpochBeginsWhenAnotherTimelineIsFoundAfterTheConnectionWasLost() {
    var epoch = told.position.epoch();
    DB.run("update event_epochs set timeline = timeline + 7 where epoch = " + epoch);

    Outage.of(DB, "switchboard-events").close();

    await().until(() -> told.begun.size() == 2);
    assertThat(told.begun.getLast().epoch()).isEqualTo(epoch + 1);
  }

  @Test
  void severalNodesThatFindARestoreAtOnceBeginOneEpoch() throws Exception {
    var epoch = told.position.epoch();
    DB.run("update event_epochs set timeline = timeline + 7 where epoch = " + epoch);
    var found = new LinkedHashSet<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var checks = new ArrayList<Future<Integer>>();
      for (var i = 0; i < 8; i++) {
        checks.add(threads.submit(() -> DB.value(Integer.class, "select check_event_epoch()")));
      }
      for (var check : checks) {
        found.add(check.get());
      }
    }

    assertThat(found).containsExactly(epoch + 1);
  }

  private static void takeTransactionId(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_current_xact_id()");
    }
  }
}
