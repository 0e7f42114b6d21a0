package dev.switchboard.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.core.database.PlannerSettings;
import dev.switchboard.core.task.TaskTables;
import dev.switchboard.migrations.Migrations;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/// A database of the real schema with chats of one tenant, ten messages in each. The customers have written one after
/// another and have been answered, in ten rounds, so what belongs to a chat lies apart; [#BACKLOG] of the last answers are
/// still to be sent.
///
/// Chats and messages are numbered from 1; their ids are UUIDv7, made of these numbers.
record FilledDatabase(Site site, String name, int chats) {

  static final UUID TENANT = UUID.fromString("01900000-0000-7000-8000-000000000001");
  static final UUID ACCOUNT = UUID.fromString("01900000-0000-7000-8000-000000000002");
  static final int ROUNDS = 10;
  static final int BACKLOG = 5_000;

  private static final long FIRST_CHAT = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final long FIRST_MESSAGE = Instant.parse("2025-06-01T00:00:00Z").toEpochMilli();
  // Messages come one a second.
  private static final int STEP = 1_000;

  /// Makes it, which takes a minute for some million messages, and says how far it is.
  static FilledDatabase make(Site site, int chats) throws SQLException {
    var database = new FilledDatabase(site, site.newDatabase(), chats);
    var source = new PGSimpleDataSource();
    source.setUrl(site.jdbcUrl(database.name));
    source.setUser("postgres");
    source.setPassword("postgres");
    Migrations.migrate(source);
    TaskTables.create(source);
    try (var connection = DriverManager.getConnection(site.jdbcUrl(database.name), "postgres", "");
        var statement = connection.createStatement()) {
      database.fill(statement);
    }
    return database;
  }

  private void fill(Statement statement) throws SQLException {
    statement.execute("""
        insert into tenants (id, name)
        values ('%s', 'bench')
        """.formatted(TENANT));
    statement.execute("""
        insert into channel_accounts (id, tenant_id, name, provider)
        values ('%s', '%s', 'bench', 'sandbox')
        """.formatted(ACCOUNT, TENANT));
    statement.execute("""
        create function pg_temp.v7(millis bigint, n bigint) returns uuid language sql immutable as $$
          select (lpad(to_hex(millis), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid
        $$
        """);
    // What is inserted refers to what is there, so nothing has to be looked up.
    statement.execute("set session_replication_role = replica");
    var indexes = dropIndexesOfWords(statement);
    fillChats(statement);
    for (var round = 0; round < ROUNDS; round++) {
      fillRound(statement, round);
      System.out.printf(Locale.ROOT, "  filled %,d of %,d messages%n", (round + 1L) * chats, (long) ROUNDS * chats);
    }
    fillBacklog(statement);
    for (var index : indexes) {
      statement.execute(index);
    }
    statement.execute("vacuum analyze");
    statement.execute("checkpoint");
  }

  // Made anew at the end, which takes a fraction of the time. Returns the statements that do it.
  private static List<String> dropIndexesOfWords(Statement statement) throws SQLException {
    var definitions = new TreeMap<String, String>();
    try (var row = statement
        .executeQuery("select indexname, indexdef from pg_indexes where indexdef like '%USING gin%'")) {
      while (row.next()) {
        definitions.put(row.getString("indexname"), row.getString("indexdef"));
      }
    }
    for (var name : definitions.keySet()) {
      statement.execute("drop index " + name);
    }
    return List.copyOf(definitions.values());
  }

  private void fillChats(Statement statement) throws SQLException {
    statement.execute("""
        insert into contacts (id, tenant_id, name)
        select pg_temp.v7(%d + n, n), '%s', 'Customer ' || n
        from generate_series(1::bigint, %d) n
        """.formatted(FIRST_CHAT, TENANT, chats));
    statement.execute("""
        insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
        select '%s', 'PHONE', '+4915' || 100000000 + n, '+4915' || 100000000 + n, pg_temp.v7(%d + n, n)
        from generate_series(1::bigint, %d) n
        """.formatted(TENANT, FIRST_CHAT, chats));
    statement.execute("""
        insert into chats (id, tenant_id, contact_id, account_id, address, status, last_message_id,
          last_message_preview, last_message_direction, last_activity_at, created_at)
        select pg_temp.v7(%1$d + n, n), '%2$s', pg_temp.v7(%1$d + n, n), '%3$s', '+4915' || 100000000 + n,
          case when n %% 2 = 0 then 'ARCHIVED' when n %% 5 = 0 then 'CLOSED' else 'ACTIVE' end,
          pg_temp.v7(%4$d + last * %5$d, last), 'It will be with you tomorrow.', 'OUTBOUND',
          to_timestamp((%4$d + last * %5$d) / 1000.0), to_timestamp((%1$d + n) / 1000.0)
        from generate_series(1::bigint, %6$d) n,
          lateral (select n + %6$d * %7$d as last) l
        """.formatted(FIRST_CHAT, TENANT, ACCOUNT, FIRST_MESSAGE, STEP, (long) chats, ROUNDS - 1));
  }

  // In the even rounds the customers write, in the odd ones they are answered.
  private void fillRound(Statement statement, int round) throws SQLException {
    var inbound = round % 2 == 0;
    statement.execute("""
        insert into chat_messages (id, tenant_id, chat_id, account_id, direction, kind, content, recipient, lane, policy,
          provider_message_id, status, created_at)
        select pg_temp.v7(%1$d + n * %2$d, n), '%3$s', pg_temp.v7(%4$d + chat, chat), '%5$s', %6$s, 'text',
          jsonb_build_object('type', 'text', 'text',
            'Message ' || n || ': your parcel will be with you tomorrow between 9 and 12.'),
          %7$s, %8$s, to_timestamp((%1$d + n * %2$d) / 1000.0)
        from generate_series(1::bigint, %9$d) chat,
          lateral (select chat + %9$d * %10$d as n) l
        """.formatted(FIRST_MESSAGE, STEP, TENANT, FIRST_CHAT, ACCOUNT, inbound ? "'INBOUND'" : "'OUTBOUND'",
        inbound ? "null, null, null, 'sbx-' || n" : "'+4915' || 100000000 + chat, 1, 'at-least-once', null",
        inbound ? "'RECEIVED'" : "'DELIVERED'", (long) chats, round));
    if (inbound) {
      fillWords(statement, round);
    }
  }

  // What the trigger would write, but for the positions of the words: only the number is different in each message.
  private void fillWords(Statement statement, int round) throws SQLException {
    statement.execute("""
        insert into message_words (message_id, tenant_id, chat_id, words)
        select pg_temp.v7(%1$d + n * %2$d, n), '%3$s', pg_temp.v7(%4$d + chat, chat), words || array_to_tsvector(array[n::text])
        from generate_series(1::bigint, %5$d) chat,
          lateral (select chat + %5$d * %6$d as n) l,
          stems('Message: your parcel will be with you tomorrow between 9 and 12.') as words
        """.formatted(FIRST_MESSAGE, STEP, TENANT, FIRST_CHAT, (long) chats, round));
  }

  // Spread over the chats, one in each.
  private void fillBacklog(Statement statement) throws SQLException {
    statement.execute("""
        with waiting as (
          update chat_messages
          set status = 'QUEUED'
          from generate_series(%1$d::bigint, %2$d, %1$d) chat
          where id = pg_temp.v7(%3$d + (chat + %4$d) * %5$d, chat + %4$d)
          returning id, tenant_id, account_id, chat_id)
        insert into outbox (message_id, tenant_id, account_id, chat_id, lane, state, ready, due_at, policy)
        select id, tenant_id, account_id, chat_id, 1, 'QUEUED', true, now(), 'at-least-once'
        from waiting
        order by id
        """.formatted(chats / BACKLOG, (long) chats, FIRST_MESSAGE, (long) chats * (ROUNDS - 1), STEP));
  }

  /// Connections with the engine's own settings.
  HikariDataSource pool() {
    var config = new HikariConfig();
    config.setJdbcUrl(site.jdbcUrl(name));
    config.setUsername("postgres");
    config.setPassword("postgres");
    config.setMaximumPoolSize(2);
    config.addDataSourceProperty("prepareThreshold", "3");
    PlannerSettings.addTo(config);
    return new HikariDataSource(config);
  }

  UUID chat(int chat) {
    return v7(FIRST_CHAT + chat, chat);
  }

  /// When the last message of a chat was written.
  Instant lastActivity(int chat) {
    return Instant.ofEpochMilli(FIRST_MESSAGE + number(chat, ROUNDS - 1) * STEP);
  }

  /// A chat's message of a round, from 0.
  UUID message(int chat, int round) {
    var number = number(chat, round);
    return v7(FIRST_MESSAGE + number * STEP, number);
  }

  /// What a search for nothing but a chat's message of a round says; customers write in the even ones.
  String word(int chat, int round) {
    return String.valueOf(number(chat, round));
  }

  private long number(int chat, int round) {
    return chat + (long) chats * round;
  }

  private static UUID v7(long millis, long number) {
    return new UUID(millis << 16 | 0x7000, 0x8000L << 48 | number);
  }

  void drop() throws SQLException {
    site.drop(name);
  }
}
