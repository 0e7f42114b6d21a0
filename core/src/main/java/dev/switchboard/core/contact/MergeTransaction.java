package dev.switchboard.core.contact;

import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives one contact what another one has, keeping what is needed to give it back.
///
/// The order is a protocol: contacts are locked in the order of their ids, then all their chats in the order of theirs. The
/// contacts' locks keep everybody from giving them addresses or chats meanwhile; the chats' locks keep messages out. Outbox
/// rows stay where they are: a message goes where it was addressed to.
final class MergeTransaction {

  /// A contact as it stands while it is locked.
  record Living(UUID id, @Nullable String name) {}

  private final Connection connection;
  private final UUID tenantId;

  MergeTransaction(Connection connection, UUID tenantId) {
    this.connection = connection;
    this.tenantId = tenantId;
  }

  /// Locks contacts until the end of the transaction.
  ///
  /// @throws DatabaseException a conflict, where one of them has just been merged into another
  Map<UUID, Living> lock(Collection<UUID> contactIds) throws SQLException {
    var wanted = Set.copyOf(contactIds);
    var living = lockAll(wanted);
    if (living.size() < wanted.size()) {
      throw DatabaseException.of(new SQLException("a contact has just been merged", "40001"));
    }
    return living;
  }

  /// The same for contacts that may have been merged: those that have are locked and left out.
  Map<UUID, Living> lockAll(Collection<UUID> contactIds) throws SQLException {
    var living = new HashMap<UUID, Living>();
    try (var statement = connection.prepareStatement("""
        select id, name, merged_into
        from contacts
        where tenant_id = ?
          and id = any (?)
        order by id
        for update
        """)) {
      statement.setObject(1, tenantId);
      statement.setArray(2, connection.createArrayOf("uuid", contactIds.toArray()));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getObject("merged_into") == null) {
            var id = row.getObject("id", UUID.class);
            living.put(id, new Living(id, row.getString("name")));
          }
        }
      }
    }
    return living;
  }

  /// Merges two contacts that are locked, and returns the merge's id.
  UUID merge(Living loser, Living winner, MergeCause cause, @Nullable UUID accountId, @Nullable UUID agentId)
      throws SQLException {
    lockChats(List.of(loser.id, winner.id));
    var id = Ids.next();
    insertMerge(id, loser, winner, cause, accountId, agentId);
    moveChats(id);
    moveAddresses(id);
    hide(loser, winner);
    return id;
  }

  /// Locks all chats of the contacts.
  void lockChats(Collection<UUID> contactIds) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with theirs as materialized (
          select id
          from chats
          where contact_id = any (?)
            and kind = 'customer'
            and status = 'ACTIVE'
          union
          select id
          from chats
          where contact_id = any (?)
            and status <> 'ACTIVE')
        select id
        from chats
        where id = any (array(select id from theirs))
        order by id
        for no key update
        """)) {
      var ids = connection.createArrayOf("uuid", contactIds.toArray());
      statement.setArray(1, ids);
      statement.setArray(2, ids);
      statement.execute();
    }
  }

  // The loser's addresses and chats as they are now, and what becomes of them: a chat that would be the second open one over
  // an account is closed and goes on in the winner's, which takes over what nobody has read. Where the customer spoke last,
  // there a reply goes.
  private void insertMerge(UUID id, Living loser, Living winner, MergeCause cause, @Nullable UUID accountId,
      @Nullable UUID agentId) throws SQLException {
    var sql = """
        with sides as (
          select ?::uuid as loser, ?::uuid as winner),
        lost as materialized (
          select c.*
          from sides
          join chats c on c.contact_id = sides.loser
          where c.kind = 'customer' and c.status = 'ACTIVE'
          union all
          select c.*
          from sides
          join chats c on c.contact_id = sides.loser
          where c.status <> 'ACTIVE'),
        twice as materialized (
          select l.id as lost_id, w.id as kept_id, l.last_activity_at > w.last_activity_at as later
          from sides
          join lost l on l.kind = 'customer' and l.status = 'ACTIVE'
          join chats w
            on w.contact_id = sides.winner and w.account_id = l.account_id and w.kind = 'customer' and w.status = 'ACTIVE'),
        changes as (
          select l.id, l.contact_id as was_contact,
            l.status as was_status, case when t.kept_id is null then l.status else 'CLOSED' end as is_status,
            l.continued_in as was_continued, coalesce(t.kept_id, l.continued_in) as is_continued,
            l.unread as was_unread, case when t.kept_id is null then l.unread else 0 end as is_unread,
            l.address as was_address, l.address as is_address,
            l.window_expires_at as was_window, l.window_expires_at as is_window,
            l.last_activity_at as was_activity, l.last_activity_at as is_activity,
            l.waiting_since as was_waiting, case when t.kept_id is null then l.waiting_since end as is_waiting,
            l.silent as is_silent
          from lost l
          left join twice t on t.lost_id = l.id
          union all
          select w.id, w.contact_id, w.status, w.status, w.continued_in, w.continued_in, w.unread, w.unread + l.unread,
            w.address, case when t.later then l.address else w.address end,
            w.window_expires_at, case when t.later then l.window_expires_at else w.window_expires_at end,
            w.last_activity_at, greatest(w.last_activity_at, l.last_activity_at),
            w.waiting_since, least(w.waiting_since, l.waiting_since), w.silent and l.silent
          from twice t
          join lost l on l.id = t.lost_id
          join chats w on w.id = t.kept_id)
        insert into contact_merges (id, tenant_id, loser_id, winner_id, cause, account_id, agent_id, name_before, name_after,
          identities, chats)
        select ?::uuid, ?::uuid, loser, winner, ?, ?::uuid, ?::uuid, ?::text, ?::text,
          coalesce((
            select jsonb_agg(jsonb_build_object('kind', i.kind, 'match_key', i.match_key))
            from contact_identities i
            where i.contact_id = loser), '[]'),
          coalesce((select jsonb_agg(to_jsonb(changes)) from changes), '[]')
        from sides
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, loser.id);
      statement.setObject(2, winner.id);
      statement.setObject(3, id);
      statement.setObject(4, tenantId);
      statement.setString(5, cause.name());
      statement.setObject(6, accountId);
      statement.setObject(7, agentId);
      statement.setString(8, winner.name);
      statement.setString(9, winner.name == null ? loser.name : winner.name);
      statement.executeUpdate();
    }
  }

  private void moveChats(UUID mergeId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with changed as (
          update chats c
          set contact_id = m.winner_id,
            status = x.is_status,
            continued_in = x.is_continued,
            unread = x.is_unread,
            address = x.is_address,
            window_expires_at = x.is_window,
            last_activity_at = x.is_activity,
            waiting_since = x.is_waiting,
            silent = x.is_silent
          from contact_merges m
          cross join lateral jsonb_to_recordset(m.chats) as x(id uuid, is_status text, is_continued uuid, is_unread integer,
            is_address text, is_window timestamptz, is_activity timestamptz, is_waiting timestamptz, is_silent boolean)
          where m.id = ?
            and c.id = x.id
          returning c.tenant_id, c.id, c as chat)
        insert into events (epoch, xid, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'chat_updated', id, chat_told(chat)
        from changed
        """)) {
      statement.setObject(1, mergeId);
      statement.executeUpdate();
    }
  }

  private void moveAddresses(UUID mergeId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update contact_identities i
        set contact_id = m.winner_id
        from contact_merges m
        where m.id = ?
          and i.contact_id = m.loser_id
        """)) {
      statement.setObject(1, mergeId);
      statement.executeUpdate();
    }
  }

  private void hide(Living loser, Living winner) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with merged as (
          update contacts
          set merged_into = ?
          where id = ?),
        named as (
          update contacts
          set name = ?
          where id = ?
            and name is null)
        insert into events (epoch, xid, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), ?, 'contact_merged',
          jsonb_build_object('contactId', ?::uuid, 'into', ?::uuid)
        """)) {
      statement.setObject(1, winner.id);
      statement.setObject(2, loser.id);
      statement.setString(3, loser.name);
      statement.setObject(4, winner.id);
      statement.setObject(5, tenantId);
      statement.setObject(6, loser.id);
      statement.setObject(7, winner.id);
      statement.executeUpdate();
    }
  }

  /// Who a contact is now: itself, or whoever it was merged into, and so on. Nothing is locked.
  UUID heir(UUID contactId) throws SQLException {
    var seen = new ArrayList<>(List.of(contactId));
    try (var statement = connection.prepareStatement("""
        select merged_into
        from contacts
        where tenant_id = ?
          and id = ?
        """)) {
      while (true) {
        statement.setObject(1, tenantId);
        statement.setObject(2, seen.getLast());
        try (var row = statement.executeQuery()) {
          var next = row.next() ? row.getObject(1, UUID.class) : null;
          if (next == null || seen.contains(next)) {
            return seen.getLast();
          }
          seen.add(next);
        }
      }
    }
  }
}
