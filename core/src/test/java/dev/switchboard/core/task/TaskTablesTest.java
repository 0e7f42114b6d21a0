package dev.switchboard.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TaskTablesTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @BeforeEach
  void nothingThereYet() {
    DB.run("drop schema if exists jobrunr cascade");
  }

  @Test
  void nodesThatStartAtOnceCreateThemOnce() throws Exception {
    try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      var creating = Stream.generate(() -> creation(DB.newPool())).limit(4).toList();
      for (var done : nodes.invokeAll(creating)) {
        done.get();
      }
    }

    assertThat(DB.count("jobrunr.jobrunr_jobs")).isZero();
    assertThat(DB.count("(select script from jobrunr.jobrunr_migrations group by script having count(*) > 1) twice"))
        .isZero();
  }

  private static Callable<Boolean> creation(DataSource node) {
    return () -> {
      TaskTables.create(node);
      return true;
    };
  }

  @Test
  void aNodeThatDiedWhileCreatingThemStopsNobody() {
    TaskTables.create(DB.database().pool());
    madeBy("0.0.0");
    DB.run("delete from jobrunr.jobrunr_migrations where script like 'v016%'", """
        insert into jobrunr.jobrunr_migrations
        values ('00000000-0000-0000-0000-000000000000', 'TABLE LOCKER', '2026-01-01T00:00:00Z')""");

    TaskTables.create(DB.database().pool());

    assertThat(DB.count("jobrunr.jobrunr_migrations where script like 'v016%'")).isEqualTo(1);
  }

  @Test
  void whatThisVersionHasMadeIsLeftAlone() {
    TaskTables.create(DB.database().pool());
    DB.run("delete from jobrunr.jobrunr_migrations where script like 'v016%'");

    TaskTables.create(DB.database().pool());
    assertThat(DB.count("jobrunr.jobrunr_migrations where script like 'v016%'")).isZero();

    madeBy("0.0.0");
    TaskTables.create(DB.database().pool());
    assertThat(DB.count("jobrunr.jobrunr_migrations where script like 'v016%'")).isEqualTo(1);
  }

  private static void madeBy(String version) {
    DB.run("update jobrunr.jobrunr_metadata set value = '" + version + "' where id = 'tables-switchboard'");
  }

  @Test
  void theClaimFindsAnIndexAlsoWhereTablesWereMadeBeforeThereWasOne() {
    TaskTables.create(DB.database().pool());
    DB.run("drop index jobrunr.jobrunr_jobs_queue_idx");

    TaskTables.create(DB.database().pool());

    assertThat(DB.count("pg_indexes where schemaname = 'jobrunr' and indexname = 'jobrunr_jobs_queue_idx'"))
        .isEqualTo(1);
  }
}
