package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the database reads for a message does not grow with what is stored, not even where there are no statistics yet.
class WorkPerMessageTest {

  private static final int MESSAGES = 3000;
  private static final int AT_ONCE = 50;
  // Looked up by index, a message costs some tens of rows on its whole way; read whole, young tables cost thousands.
  private static final int ROWS = 100;
  // An index that is walked for a condition on its second column reads no more rows, but all of its pages.
  private static final int PAGES = 120;

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void aYoungDatabaseIsNotReadWhole() throws Exception {
    DB.run("""
        do $$
        declare
          young regclass;
        begin
          for young in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
            execute format('alter table %s set (autovacuum_enabled = off)', young);
          end loop;
        end
        $$
        """);
    var engine = new TestEngine(DB);
    for (var n = 0; n < MESSAGES; n += AT_ONCE) {
      var from = n;
      Race.atOnce(AT_ONCE, i -> engine.accept(number(from + i), "out"));
      var claimed = engine.claim(AT_ONCE);
      Race.atOnce(claimed.size(), i -> engine.send(claimed.get(i)));
      engine.webhooks.receive(engine.account.id(), TestProvider.webhook(claimed.stream()
          .map(message -> Map.of("receipt", "DELIVERED", "id", TestProvider.idOf(message.message())))
          .toList()));
      engine.webhooks.receive(engine.account.id(), TestProvider.webhook(IntStream.range(from, from + AT_ONCE)
          .mapToObj(i -> Map.of("from", number(i), "id", "in-" + i, "text", "in"))
          .toList()));
    }
    engine.close();
    closePool(engine.database);

    assertThat(DB.count("chat_messages where status = 'DELIVERED'")).isEqualTo(MESSAGES);
    assertThat(DB.count("chat_messages where status = 'RECEIVED'")).isEqualTo(MESSAGES);
    assertThat(rowsRead()).as("rows read a message: %s", rowsRead()).allSatisfy(table -> isLess(table, ROWS));
    assertThat(pagesRead()).as("pages read a message: %s", pagesRead()).allSatisfy(table -> isLess(table, PAGES));
  }

  private static void isLess(String table, int than) {
    assertThat(Integer.parseInt(table.split(" ")[1])).as(table).isLessThan(than);
  }

  private static String number(int i) {
    return "+55119" + (90000000 + i);
  }

  // What a connection has done is counted when it ends, if not before, all of it at once.
  private static void closePool(Database database) throws Exception {
    ((AutoCloseable) database.pool()).close();
    await().untilAsserted(() -> {
      assertThat(inserted("chat_messages")).isEqualTo(2 * MESSAGES);
      assertThat(inserted("message_attempts")).isEqualTo(MESSAGES);
      assertThat(inserted("message_status")).isEqualTo(2 * MESSAGES);
    });
  }

  private static long inserted(String table) {
    return Objects.requireNonNull(
        DB.value(Long.class, "select n_tup_ins from pg_stat_user_tables where relname = ?", table));
  }

  private static List<String> rowsRead() {
    return DB.values(String.class, """
        select t.relname || ' ' || ((t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0)) / %d)::bigint
        from pg_stat_user_tables t
        left join pg_stat_user_indexes i using (relid)
        where t.schemaname = 'public'
        group by t.relid, t.relname, t.seq_tup_read
        order by 1
        """.formatted(MESSAGES));
  }

  private static List<String> pagesRead() {
    return DB.values(String.class, """
        select relname || ' ' || ((heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read) / %d)::bigint
        from pg_statio_user_tables
        where schemaname = 'public'
        order by 1
        """.formatted(MESSAGES));
  }
}
