package dev.switchboard.core.tenant;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/// Takes open chats from agents who do not see them any more.
public final class UnseenChats {

  private UnseenChats() {}

  /// To be called by whoever has changed who sees what, in the same transaction: the chats that somebody has lost sight of are
  /// nobody's, which is told (`chat_updated`) and noted in the audit log, and so is that sights have changed
  /// (`teams_changed`). [Sights#holdAlone] comes first.
  public static void release(Connection connection, Actor actor) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with lost as materialized (
          select c.id, c.assignee_id
          from agents a
          cross join unnest(hidden_accounts(a.id)) as hidden(account_id)
          cross join unnest('{1,3,4}'::smallint[]) as open(queue)
          join chats c on c.queue = open.queue and c.assignee_id = a.id
          where a.tenant_id = ?
            and (c.account_id = hidden.account_id) is true
          order by c.id
          for no key update of c),
        released as (
          update chats c
          set assignee_id = null
          from lost
          where c.id = lost.id
          returning c.id, c.tenant_id, lost.assignee_id, c as chat),
        told as (
          insert into events (epoch, tenant_id, kind, chat_id, payload)
          select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id, chat_told(chat)
          from released
          order by id)
        select id, assignee_id
        from released
        order by id
        """)) {
      statement.setObject(1, actor.tenantId());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          AuditLog.write(connection, actor, "chat-unassigned", row.getObject("id", UUID.class),
              Map.of("agentId", row.getObject("assignee_id", UUID.class)));
        }
      }
    }
    tell(connection, actor.tenantId());
  }

  // After the others, so that who is told it has heard of what they saw until then.
  private static void tell(Connection connection, UUID tenantId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into events (epoch, tenant_id, kind, payload)
        select max(epoch), ?, 'teams_changed', '{}'
        from event_epochs
        """)) {
      statement.setObject(1, tenantId);
      statement.executeUpdate();
    }
  }
}
