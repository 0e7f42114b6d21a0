package dev.switchboard.core.assignment;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/// A chat that the engine gives to an agent, or takes back from them.
///
/// @param agentId who gets it or had it
/// @param given whether they get it
record Handover(UUID chatId, UUID agentId, boolean given) {

  static Handover to(UUID chatId, UUID agentId) {
    return new Handover(chatId, agentId, true);
  }

  static Handover from(UUID chatId, UUID agentId) {
    return new Handover(chatId, agentId, false);
  }

  /// Does it, tells it (`chat_updated`) and notes it in the audit log as nobody's deed, in the caller's transaction, which has
  /// locked the chats. Who is given several has been given the last one last.
  static void write(Connection connection, List<Handover> handovers) throws SQLException {
    if (handovers.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        with handover as materialized (
          select *
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::boolean[])
            with ordinality as h(audit_id, chat_id, agent_id, given, ord)),
        moved as (
          update chats c
          set assignee_id = case when h.given then h.agent_id end,
            given_at = case when h.given then now() end
          from handover h
          where c.id = h.chat_id
          returning c.id, c.tenant_id, c as chat, h.audit_id, h.agent_id, h.given, h.ord),
        turn as (
          -- After the lock was had: when the transaction began, somebody else may have been giving still.
          insert into agent_turns as t (agent_id, tenant_id, given_at)
          select agent_id, tenant_id, statement_timestamp() + max(ord) * interval '1 microsecond'
          from moved
          where given
          group by agent_id, tenant_id
          on conflict (agent_id) do update
          set given_at = greatest(t.given_at, excluded.given_at)),
        noted as (
          insert into audit_log (id, tenant_id, action, subject_id, details)
          select audit_id, tenant_id, case when given then 'chat-assigned' else 'chat-returned' end, id,
            jsonb_build_object('agentId', agent_id)
          from moved)
        insert into events (epoch, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'chat_updated', id,
          chat_told(chat) || '{"automatic":true}'
        from moved
        order by ord
        """)) {
      new Columns<>(statement, 1, handovers)
          .uuid(_ -> Ids.next())
          .uuid(Handover::chatId)
          .uuid(Handover::agentId)
          .bool(Handover::given);
      statement.executeUpdate();
    }
  }
}
