package dev.switchboard.api.live;

import dev.switchboard.core.TestDatabase;
import java.util.UUID;

/// Writes events as the engine does, each with a name by which a test knows it.
record TestEvents(TestDatabase database) {

  void append(UUID tenant, String... names) {
    appendPadded(tenant, "", names);
  }

  /// Writes one event of a chat.
  void appendIn(UUID tenant, UUID chat, String name) {
    var insert = """
        insert into events (epoch, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), ?, 'message_received', ?, jsonb_build_object('name', ?::text)
        """;
    database.database().transaction(connection -> {
      try (var statement = connection.prepareStatement(insert)) {
        statement.setObject(1, tenant);
        statement.setObject(2, chat);
        statement.setString(3, name);
        return statement.executeUpdate();
      }
    });
  }

  void appendPadded(UUID tenant, String padding, String... names) {
    var insert = """
        insert into events (epoch, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), ?, 'message_received',
          jsonb_build_object('name', name, 'padding', ?::text)
        from unnest(?) name
        """;
    database.database().transaction(connection -> {
      try (var statement = connection.prepareStatement(insert)) {
        statement.setObject(1, tenant);
        statement.setString(2, padding);
        statement.setArray(3, connection.createArrayOf("text", names));
        return statement.executeUpdate();
      }
    });
  }
}
