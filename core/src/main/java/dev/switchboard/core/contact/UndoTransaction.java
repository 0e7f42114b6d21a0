package dev.switchboard.core.contact;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives a contact back what a merge took from it, wherever that is by now: whoever has it may have been merged into somebody
/// else since, who then gives it. What has changed since for other reasons stays as it is.
///
/// Locks as [MergeTransaction] does.
final class UndoTransaction {

  private record Merged(UUID loser, UUID winner) {}

  /// What became of an undo.
  enum Result {
    UNDONE,
    /// It was undone before.
    ALREADY,
    UNKNOWN
  }

  private final Connection connection;
  private final UUID tenantId;
  private final MergeTransaction contacts;

  UndoTransaction(Connection connection, UUID tenantId) {
    this.connection = connection;
    this.tenantId = tenantId;
    this.contacts = new MergeTransaction(connection, tenantId);
  }

  Result undo(UUID mergeId, @Nullable UUID agentId) throws SQLException {
    var merged = find(mergeId);
    if (merged.isEmpty()) {
      return Result.UNKNOWN;
    }
    var loser = merged.get().loser;
    var holder = contacts.heir(merged.get().winner);
    // The loser is merged itself, so only its row is locked; everything it had is the holder's.
    contacts.lockAll(List.of(loser, merged.get().winner, holder));
    contacts.lock(List.of(holder));
    if (!mark(mergeId, agentId)) {
      return Result.ALREADY;
    }
    contacts.lockChats(List.of(loser, holder));
    moveAddresses(mergeId, holder);
    moveNewChats(mergeId, holder);
    moveChats(mergeId, holder);
    show(mergeId);
    return Result.UNDONE;
  }

  private Optional<Merged> find(UUID mergeId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select loser_id, winner_id
        from contact_merges
        where tenant_id = ?
          and id = ?
        """)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, mergeId);
      try (var row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Merged(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
            : Optional.empty();
      }
    }
  }

  private boolean mark(UUID mergeId, @Nullable UUID agentId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update contact_merges
        set undone_at = now(),
          undone_by = ?
        where id = ?
          and undone_at is null
        """)) {
      statement.setObject(1, agentId);
      statement.setObject(2, mergeId);
      return statement.executeUpdate() == 1;
    }
  }

  // Those that the holder still has: one that has been retired since, or given back by another undo, stays where it is.
  private void moveAddresses(UUID mergeId, UUID holder) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update contact_identities i
        set contact_id = m.loser_id
        from contact_merges m
        cross join lateral jsonb_to_recordset(m.identities) as x(kind text, match_key text)
        where m.id = ?
          and i.tenant_id = m.tenant_id
          and i.kind = x.kind
          and i.match_key = x.match_key
          and i.contact_id = ?
        """)) {
      statement.setObject(1, mergeId);
      statement.setObject(2, holder);
      statement.executeUpdate();
    }
  }

  // Chats that were opened since with one of the loser's addresses are the loser's.
  private void moveNewChats(UUID mergeId, UUID holder) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with theirs as materialized (
          select id, created_at, address
          from chats
          where contact_id = ?
            and kind = 'customer'
            and status = 'ACTIVE'
          union all
          select id, created_at, address
          from chats
          where contact_id = ?
            and status <> 'ACTIVE'),
        changed as (
          update chats c
          set contact_id = m.loser_id
          from contact_merges m, theirs
          where m.id = ?
            and theirs.created_at > m.merged_at
            and theirs.address in (select i.value from contact_identities i where i.contact_id = m.loser_id)
            and c.id = theirs.id
          returning c.tenant_id, c.id, c as chat)
        insert into events (epoch, xid, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'chat_updated', id, chat_told(chat)
        from changed
        """)) {
      statement.setObject(1, holder);
      statement.setObject(2, holder);
      statement.setObject(3, mergeId);
      statement.executeUpdate();
    }
  }

  // Each member goes back to what it was if it still is what the merge made it. A chat is not opened again beside one that was
  // opened with the loser since.
  private void moveChats(UUID mergeId, UUID holder) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with changed as (
          update chats c
          set contact_id = case when x.was_contact = m.loser_id then m.loser_id else c.contact_id end,
            assignee_id = still_sees(c.assignee_id, c.account_id),
            status = case
              when c.status <> x.is_status then c.status
              when x.was_status = 'ACTIVE' and c.status <> 'ACTIVE' and exists (
                select
                from chats other
                where other.contact_id = m.loser_id and other.account_id = c.account_id
                  and other.kind = 'customer' and other.status = 'ACTIVE') then c.status
              else x.was_status
            end,
            continued_in = case
              when c.continued_in is not distinct from x.is_continued then x.was_continued
              else c.continued_in
            end,
            unread = greatest(c.unread - (x.is_unread - x.was_unread), 0),
            address = case when c.address = x.is_address then x.was_address else c.address end,
            window_expires_at = case
              when c.window_expires_at is not distinct from x.is_window then x.was_window
              else c.window_expires_at
            end,
            last_activity_at = case when c.last_activity_at = x.is_activity then x.was_activity else c.last_activity_at end,
            waiting_since = case
              when c.waiting_since is not distinct from x.is_waiting then x.was_waiting
              else c.waiting_since
            end
          from contact_merges m
          cross join lateral jsonb_to_recordset(m.chats) as x(id uuid, was_contact uuid, was_status text, is_status text,
            was_continued uuid, is_continued uuid, was_unread integer, is_unread integer, was_address text, is_address text,
            was_window timestamptz, is_window timestamptz, was_activity timestamptz, is_activity timestamptz,
            was_waiting timestamptz, is_waiting timestamptz)
          where m.id = ?
            and c.id = x.id
            and c.contact_id = ?
          returning c.tenant_id, c.id, c as chat)
        insert into events (epoch, xid, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'chat_updated', id, chat_told(chat)
        from changed
        """)) {
      statement.setObject(1, mergeId);
      statement.setObject(2, holder);
      statement.executeUpdate();
    }
  }

  private void show(UUID mergeId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with m as materialized (
          select *
          from contact_merges
          where id = ?),
        shown as (
          update contacts c
          set merged_into = null
          from m
          where c.id = m.loser_id),
        named as (
          update contacts c
          set name = m.name_before
          from m
          where c.id = m.winner_id
            and c.name is not distinct from m.name_after)
        insert into events (epoch, xid, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'contact_unmerged',
          jsonb_build_object('contactId', loser_id, 'from', winner_id)
        from m
        """)) {
      statement.setObject(1, mergeId);
      statement.executeUpdate();
    }
  }
}
