package dev.switchboard.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.doorbell.Doorbell;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The server crashes and gives ids of transactions, which it had not written to disk, to new ones.
class EventCrashTest {

  @RegisterExtension
  static final TestDatabase DB = TestDatabase.onItsOwnServer();

  private static final int LOST = 200;

  @Test
  void whatIsWrittenUnderAnIdThatWasLostIsToldAndReplayed() throws Exception {
    // Whatever does not wait for its commit stays in memory.
    DB.run("alter system set wal_writer_delay = '10s'", "select pg_reload_conf()");
    var log = new TestLog(DB);
    var tenant = log.newTenant();
    var told = new Told(tenant);
    var looks = new AtomicInteger();
    try (var doorbell = new Doorbell(DB.database());
        var reader = new EventLog(DB.database(), doorbell, Duration.ofMillis(100))) {
      reader.subscribe(told);
      reader.subscribe(looksInto(looks));
      await().until(() -> told.position != null);
      log.append(tenant, "before");
      await().until(() -> told.names().contains("before"));
      takeIdsWithoutWaiting();
      var highest = nextId();
      var seen = looks.get();
      await().until(() -> looks.get() > seen + 1);
      var left = told.position;

      DB.crash();

      assertThat(nextId()).as("ids are given out again").isLessThan(highest - LOST / 2);
      var names = IntStream.range(0, LOST).mapToObj(i -> "after " + i).toList();
      names.forEach(name -> log.append(tenant, name));
      await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(told.names()).hasSize(1 + LOST));
      assertThat(told.names().subList(1, 1 + LOST)).isEqualTo(names);
      assertThat(told.begun).as("nobody has to start anew").hasSize(1);
      var replayed = (Replay.Replayed) new EventHistory(DB.database()).after(tenant, left);
      assertThat(replayed.events()).extracting(TestLog::name).isEqualTo(names);
    }
  }

  private static void takeIdsWithoutWaiting() {
    DB.database().autocommit(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute("set synchronous_commit = off");
        for (var i = 0; i < LOST; i++) {
          statement.execute("select pg_current_xact_id()");
        }
        statement.execute("reset synchronous_commit");
        return null;
      }
    });
  }

  private static long nextId() {
    return DB.value(Long.class, "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
  }

  private static EventSubscriber looksInto(AtomicInteger looks) {
    return new EventSubscriber() {
      @Override
      public void begin(Cursor position) {}

      @Override
      public void events(List<Event> events) {
        looks.incrementAndGet();
      }
    };
  }
}
