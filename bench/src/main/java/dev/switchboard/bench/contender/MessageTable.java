package dev.switchboard.bench.contender;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// The table of messages of the peers, the same for all; in whose transaction is up to the caller.
final class MessageTable {

  private static final String INSERT = """
      insert into messages (id, recipient, body, status)
      values (?, ?, ?, 'QUEUED')""";

  private MessageTable() {}

  static void create(DataSource pool) throws SQLException {
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      statement.execute("""
          create table messages (
            id uuid primary key,
            recipient text not null,
            body text not null,
            status text not null,
            provider_id text,
            created_at timestamptz not null default now(),
            sent_at timestamptz
          )""");
    }
  }

  static void insert(Connection connection, List<Message> messages) throws SQLException {
    try (var statement = connection.prepareStatement(INSERT)) {
      for (var message : messages) {
        statement.setObject(1, message.id());
        statement.setString(2, message.to());
        statement.setString(3, message.text());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  static long recorded(DataSource pool) throws SQLException {
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      var rows = statement
          .executeQuery("select count(*) from messages where status = 'SENT' and provider_id is not null");
      rows.next();
      return rows.getLong(1);
    }
  }
}
