package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.OldRows;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The days of the logs: made ahead, missed by nobody, dropped without making anybody wait.
class PartitionTest {

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
  void allDaysAreThereAgain() {
    DB.run("truncate outbox, events, webhook_inbox", "select ensure_partitions(7)");
  }

  @Test
  void theNextSevenDaysAreThereFromTheStart() {
    for (var log : List.of("events", "webhook_inbox")) {
      for (var day = 0; day <= 7; day++) {
        assertThat(exists(day(log, day))).as(day(log, day)).isTrue();
      }
      assertThat(exists(log + "_default")).isTrue();
    }
  }

  @Test
  void makingThemAgainMakesNothing() {
    assertThat(ensure()).isZero();
  }

  @Test
  void severalNodesMakeEachDayOnce() throws Exception {
    for (var day = 2; day <= 5; day++) {
      DB.run("drop table " + day("events", day), "drop table " + day("webhook_inbox", day));
    }

    var made = Race.atOnce(8, i -> ensure());

    assertThat(made.stream().mapToInt(Integer::intValue).sum()).isEqualTo(8);
  }

  @Test
  void aMissingDayStopsNothingAndStaysWhereItIs() {
    DB.run("drop table " + day("events", 0), "drop table " + day("webhook_inbox", 0),
        "drop table " + day("events", 3));

    var id = engine.accept("+5511999990001", "x");
    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(Map.of("from", "+5511999990001", "id", "in-1", "text", "x"))));

    assertThat(engine.status(id)).isEqualTo("QUEUED");
    assertThat(DB.count("events_default")).isEqualTo(2);
    assertThat(DB.count("webhook_inbox_default")).isEqualTo(1);
    assertThat(ensure()).as("today has to stay in the default partition").isEqualTo(1);
    assertThat(exists(day("events", 3))).isTrue();
  }

  @Test
  void onlyDaysThatAreOldThroughoutAreDropped() {
    makeDay("webhook_inbox", -31);
    makeDay("webhook_inbox", -30);
    makeDay("webhook_inbox", -2);

    assertThat(new OldRows(DB.database()).dropDays("webhook_inbox", Duration.ofDays(30))).isEqualTo(1);

    assertThat(exists(day("webhook_inbox", -31))).isFalse();
    assertThat(exists(day("webhook_inbox", -30))).as("its last hours are younger").isTrue();
    DB.run("drop table " + day("webhook_inbox", -30), "drop table " + day("webhook_inbox", -2));
  }

  @Test
  void aDayThatIsBeingReadIsDroppedLater() throws Exception {
    makeDay("webhook_inbox", -40);
    var old = new OldRows(DB.database());
    try (var reader = engine.database.pool().getConnection(); var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select * from webhook_inbox");

      assertThat(old.dropDays("webhook_inbox", Duration.ofDays(30))).isZero();
      assertThat(DB.count("pg_locks where mode = 'AccessExclusiveLock' and not granted")).as("nobody waits behind it")
          .isZero();
      reader.rollback();
      reader.setAutoCommit(true);
    }

    assertThat(old.dropDays("webhook_inbox", Duration.ofDays(30))).isEqualTo(1);
  }

  private static int ensure() {
    return DB.value(Integer.class, "select ensure_partitions(7)");
  }

  private static void makeDay(String log, int daysFromToday) {
    DB.run("create table %s partition of %s for values from ('%s') to ('%s')".formatted(day(log, daysFromToday), log,
        date(daysFromToday).atStartOfDay(ZoneOffset.UTC), date(daysFromToday + 1).atStartOfDay(ZoneOffset.UTC)));
  }

  private static String day(String log, int daysFromToday) {
    return log + "_" + date(daysFromToday).format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  private static LocalDate date(int daysFromToday) {
    return LocalDate.now(ZoneOffset.UTC).plusDays(daysFromToday);
  }

  private static boolean exists(String table) {
    return DB.value(Boolean.class, "select to_regclass(?) is not null", table);
  }
}
