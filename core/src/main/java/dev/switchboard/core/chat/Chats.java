package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The chats of a tenant. Thread-safe; reads the database, and never what is another tenant's or what is hidden from the viewer.
@Singleton
public final class Chats {

  private final Database database;

  public Chats(Database database) {
    this.database = database;
  }

  /// Chats by their last activity, newest first.
  ///
  /// @param before null to begin with the newest
  public List<ChatView> list(Viewer viewer, ChatFilter filter, @Nullable ChatCursor before, int limit) {
    var page = new ChatPage(viewer, filter, before, limit);
    return select(withNames(page.sql()), page.values());
  }

  public Optional<ChatView> find(Viewer viewer, UUID id) {
    return select(withNames("""
        select *
        from chats
        where tenant_id = ?
          and id = ?
          and (account_id = any (?::uuid[])) is not true
        """), List.of(viewer.tenantId(), id, viewer.hiddenIds())).stream().findFirst();
  }

  /// Those of the chats that are there, by their ids.
  Map<UUID, ChatView> findAll(UUID tenantId, Collection<UUID> ids) {
    return select(withNames("""
        select *
        from chats
        where id = any (?::uuid[])
          and (tenant_id = ?) is true
        """), List.of(ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")), tenantId)).stream()
        .collect(Collectors.toMap(ChatView::id, chat -> chat));
  }

  /// @param chats a query for rows of chats
  static String withNames(String chats) {
    return """
        select c.*, a.name as account, a.provider, p.name as contact_name, g.name as assignee_name,
          coalesce((
            select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'color', l.color) order by l.name)
            from chat_labels x
            join labels l on l.id = x.label_id
            where x.chat_id = c.id), '[]')::text as labels
        from (
        %s) c
        left join channel_accounts a on a.id = c.account_id
        left join contacts p on p.id = c.contact_id
        left join agents g on g.id = c.assignee_id
        order by c.last_activity_at desc, c.id desc
        """.formatted(chats.indent(2));
  }

  private List<ChatView> select(String sql, List<Object> values) {
    return database.autocommit(connection -> {
      try (var statement = Rows.prepare(connection, sql, values.toArray())) {
        try (var rows = statement.executeQuery()) {
          var chats = new ArrayList<ChatView>();
          while (rows.next()) {
            chats.add(ChatView.read(rows));
          }
          return chats;
        }
      }
    });
  }
}
