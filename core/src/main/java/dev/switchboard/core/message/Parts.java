package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Which messages continue which, where a text was too long for one. Written when they are accepted, and never changed.
final class Parts {

  private record Part(Draft draft, int place) {}

  /// Writes which of the drafts continue another one, in the caller's transaction. Where none does, the database is not
  /// asked.
  static void write(Connection connection, List<Draft> drafts) throws SQLException {
    var parts = new ArrayList<Part>();
    for (var draft : drafts) {
      for (var i = 0; i < draft.rest().size(); i++) {
        parts.add(new Part(draft.rest().get(i), i + 2));
      }
    }
    if (parts.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into message_parts (message_id, tenant_id, part_of, place)
        select *
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::integer[])
        """)) {
      new Columns<>(statement, 1, parts)
          .uuid(part -> part.draft.id())
          .uuid(part -> part.draft.request().tenantId())
          .uuid(part -> part.draft.partOf())
          .integer(Part::place);
      statement.executeUpdate();
    }
  }

  /// What continues a message, in order.
  static List<UUID> rest(Connection connection, UUID first) throws SQLException {
    try (var select = connection.prepareStatement("""
        select message_id
        from message_parts
        where part_of = ?
        order by place
        """)) {
      select.setObject(1, first);
      try (var row = select.executeQuery()) {
        var rest = new ArrayList<UUID>();
        while (row.next()) {
          rest.add(row.getObject(1, UUID.class));
        }
        return rest;
      }
    }
  }

  /// A message and what continues it; empty where nothing does.
  static List<UUID> all(UUID first, UUID[] rest) {
    if (rest.length == 0) {
      return List.of();
    }
    var all = new ArrayList<UUID>();
    all.add(first);
    all.addAll(List.of(rest));
    return all;
  }

  private Parts() {}
}
