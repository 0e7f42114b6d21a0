package dev.switchboard.core.event;

import dev.switchboard.core.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/// Writes events as the engine does.
record TestLog(TestDatabase database) {

  private static final String INSERT = """
      insert into events (epoch, tenant_id, kind, payload)
      values ((select max(epoch) from event_epochs), ?, 'message_received', jsonb_build_object('name', ?::text))
      """;

  UUID newTenant() {
    var tenant = UUID.randomUUID();
    database.run("insert into tenants (id, name) values ('%1$s', '%1$s')".formatted(tenant));
    return tenant;
  }

  void append(UUID tenant, String... names) {
    database.database().transaction(connection -> {
      for (var name : names) {
        append(connection, tenant, name);
      }
      return null;
    });
  }

  void append(Connection connection, UUID tenant, String name) throws SQLException {
    try (var insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, tenant);
      insert.setString(2, name);
      insert.executeUpdate();
    }
  }

  static String name(Event event) {
    return event.payload().replaceAll("^\\{\"name\": \"(.*)\"}$", "$1");
  }
}
