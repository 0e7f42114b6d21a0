package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The chats of a tenant. Thread-safe; reads and writes the database, and never what is another tenant's.
@Singleton
public final class Chats {

  private final Database database;
  private final Doorbell doorbell;

  public Chats(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Chats by their last activity, newest first. Costs the same wherever one is in the list.
  ///
  /// @param status null for all
  /// @param before null to begin with the newest
  public List<ChatView> list(UUID tenantId, @Nullable ChatStatus status, @Nullable ChatCursor before, int limit) {
    var values = new ArrayList<Object>();
    values.add(status == null ? Stream.of(ChatStatus.values()).map(Enum::name).toArray(String[]::new)
        : new String[]{status.name()});
    values.add(tenantId);
    if (before != null) {
      values.add(before.lastActivityAt().atOffset(ZoneOffset.UTC));
      values.add(before.id());
    }
    values.add(limit);
    values.add(limit);
    return select(listing(before != null), values);
  }

  /// The statement of [#list]: a page of each status, read from the index in its order, and of these the newest. It is cut
  /// before anything is joined to it.
  static String listing(boolean before) {
    return withNames("""
        select page.*
        from unnest(?::text[]) as wanted(status)
        cross join lateral (
          select *
          from chats
          where chats.status = wanted.status
            and tenant_id = ?
        """ + (before ? "    and (last_activity_at, id) < (?, ?)\n" : "") + """
          order by last_activity_at desc, id desc
          limit ?) page
        order by last_activity_at desc, id desc
        limit ?
        """);
  }

  public Optional<ChatView> find(UUID tenantId, UUID id) {
    return select(withNames("""
        select *
        from chats
        where tenant_id = ?
          and id = ?
        """), List.of(tenantId, id)).stream().findFirst();
  }

  /// The chats with a contact, those with the latest activity first.
  public List<ChatView> ofContact(UUID tenantId, UUID contactId, int limit) {
    return select(withNames("""
        select *
        from (
          select *
          from chats
          where contact_id = ?
            and kind = 'customer'
            and status = 'ACTIVE'
          union all
          select *
          from chats
          where contact_id = ?
            and status <> 'ACTIVE') theirs
        where tenant_id = ?
        order by last_activity_at desc, id desc
        limit ?
        """), List.of(contactId, contactId, tenantId, limit));
  }

  /// Nothing in it is unread any more. Tells whether there is such a chat; telling nobody twice.
  public boolean markRead(UUID tenantId, UUID id) {
    return change("unread = 0", "unread > 0", tenantId, id);
  }

  /// Closes it if it is open. Tells whether there is such a chat.
  public boolean close(UUID tenantId, UUID id) {
    return change("status = 'CLOSED'", "status = 'ACTIVE'", tenantId, id);
  }

  private boolean change(String set, String where, UUID tenantId, UUID id) {
    var change = """
        with changed as (
          update chats
          set %s
          where tenant_id = ?
            and id = ?
            and %s
          returning tenant_id, id, status, unread, window_expires_at),
        told as (
          insert into events (epoch, tenant_id, kind, chat_id, payload)
          select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id,
            jsonb_strip_nulls(jsonb_build_object('chatId', id, 'status', status, 'unread', unread,
              'windowExpiresAt', window_expires_at))
          from changed
          returning 1)
        select exists (select from told) as changed
        from chats
        where tenant_id = ?
          and id = ?
        """.formatted(set, where);
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(change)) {
        statement.setObject(1, tenantId);
        statement.setObject(2, id);
        statement.setObject(3, tenantId);
        statement.setObject(4, id);
        try (var row = statement.executeQuery()) {
          var exists = row.next();
          if (exists && row.getBoolean("changed")) {
            doorbell.ring("events");
          }
          return exists;
        }
      }
    });
  }

  private static String withNames(String chats) {
    return """
        select c.*, a.name as account, a.provider, p.name as contact_name, g.name as assignee_name
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
      try (var statement = connection.prepareStatement(sql)) {
        for (var i = 0; i < values.size(); i++) {
          statement.setObject(i + 1, values.get(i));
        }
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
