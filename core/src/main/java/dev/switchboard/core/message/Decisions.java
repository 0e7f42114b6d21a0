package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The decisions about messages, as they are stored. Only messages about which something was decided have any.
final class Decisions {

  /// A decision about a message.
  record About(UUID messageId, UUID tenantId, Decision decision) {}

  static List<About> about(List<Draft> drafts) {
    return drafts.stream()
        .flatMap(draft -> draft.decisions().stream()
            .map(decision -> new About(draft.id(), draft.request().tenantId(), decision)))
        .toList();
  }

  /// Writes them in their order, in the caller's transaction. Where there are none, the database is not asked.
  static void write(Connection connection, List<About> decisions) throws SQLException {
    if (decisions.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into message_decisions (message_id, tenant_id, what, detail)
        select message_id, tenant_id, what, coalesce(detail, '{}')::jsonb
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[])
          with ordinality as r(message_id, tenant_id, what, detail, ord)
        order by ord
        """)) {
      new Columns<>(statement, 1, decisions)
          .uuid(About::messageId)
          .uuid(About::tenantId)
          .text(about -> about.decision().code().label())
          .text(about -> Details.json(about.decision().details()));
      statement.executeUpdate();
    }
  }

  static List<TimelineEntry> find(Connection connection, UUID messageId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select at, what, detail::text
        from message_decisions
        where message_id = ?
        order by seq
        """)) {
      select.setObject(1, messageId);
      try (var row = select.executeQuery()) {
        var decisions = new ArrayList<TimelineEntry>();
        while (row.next()) {
          decisions.add(entry(row));
        }
        return decisions;
      }
    }
  }

  private static TimelineEntry entry(ResultSet row) throws SQLException {
    return new TimelineEntry.Decided(row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("what"),
        Details.of(row.getString("detail")));
  }

  private Decisions() {}
}
