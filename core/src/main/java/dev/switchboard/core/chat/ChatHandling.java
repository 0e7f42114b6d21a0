package dev.switchboard.core.chat;

import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Sights;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What agents do to chats. What changes is told (`chat_updated`) and noted in the audit log in the transaction that changes
/// it; what is so already is neither told nor noted again.
///
/// Thread-safe; blocks until the commit; never touches what is another tenant's.
@Singleton
public final class ChatHandling {

  // Nobody waits in a chat that is over, and it does not come back.
  private static final String OVER = "waiting_since = null, snoozed_until = null";

  private final Database database;
  private final Doorbell doorbell;

  public ChatHandling(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Nothing in it is unread any more.
  public ChatChange markRead(Actor actor, UUID chatId) {
    return mark(actor, chatId, new ChatStep("chat-read", "unread = 0", "unread > 0"));
  }

  /// It looks as if the last message had not been read.
  public ChatChange markUnread(Actor actor, UUID chatId) {
    return mark(actor, chatId, new ChatStep("chat-unread", "unread = 1, silent = false", "unread = 0"));
  }

  /// Closes it if it is open. What the customer writes next opens another.
  public ChatChange close(Actor actor, UUID chatId) {
    return change(actor, chatId, new ChatStep("chat-closed", "status = 'CLOSED', " + OVER, "status = 'ACTIVE'"));
  }

  /// Puts it away, open or closed.
  public ChatChange archive(Actor actor, UUID chatId) {
    return change(actor, chatId,
        new ChatStep("chat-archived", "status = 'ARCHIVED', " + OVER, "status <> 'ARCHIVED'"));
  }

  /// Opens it again, unless the same customer has another open chat over its account.
  public ChatChange reopen(Actor actor, UUID chatId) {
    return change(actor, chatId, new ChatStep("chat-reopened", """
        status = 'ACTIVE', continued_in = null, silent = false, assignee_id = still_sees(assignee_id, account_id)""", """
        status <> 'ACTIVE'
          and not exists (
            select
            from chats other
            where other.contact_id = chats.contact_id and other.account_id = chats.account_id
              and other.kind = 'customer' and other.status = 'ACTIVE')""",
        List.of(), Map.of(), connection -> otherOpen(connection, chatId)));
  }

  private static ChatChange otherOpen(Connection connection, UUID chatId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select other.id
        from chats
        join chats other
          on other.contact_id = chats.contact_id and other.account_id = chats.account_id
            and other.kind = 'customer' and other.status = 'ACTIVE'
        where chats.id = ?
          and other.id <> chats.id
        """)) {
      statement.setObject(1, chatId);
      try (var row = statement.executeQuery()) {
        return row.next() ? new ChatChange.ContinuedIn(row.getObject(1, UUID.class)) : new ChatChange.Done(false);
      }
    }
  }

  /// Says who sees to it from now on.
  ///
  /// @param agentId null for nobody in particular
  public ChatChange assign(Actor actor, UUID chatId, @Nullable UUID agentId) {
    return agentId == null
        ? change(actor, chatId, new ChatStep("chat-unassigned", "assignee_id = null", "assignee_id is not null"))
        : told(database.retried(connection -> give(connection, actor, chatId, agentId, "chat-assigned")));
  }

  /// Hands it on to another agent.
  ///
  /// @param note what they should know, put into the chat with it; null for none
  public ChatChange transfer(Actor actor, UUID chatId, UUID agentId, @Nullable String note) {
    return told(database.retried(connection -> {
      var change = give(connection, actor, chatId, agentId, "chat-transferred");
      if (change instanceof ChatChange.Done && note != null) {
        Notes.insert(connection, actor, chatId, Ids.next(), note);
        return new ChatChange.Done(true);
      }
      return change;
    }));
  }

  private static ChatChange give(Connection connection, Actor actor, UUID chatId, UUID agentId, String action)
      throws SQLException {
    Sights.hold(connection, actor.tenantId());
    return given(actor, chatId, agentId, action).run(connection, actor, chatId);
  }

  private static ChatStep given(Actor actor, UUID chatId, UUID agentId, String action) {
    return new ChatStep(action, "assignee_id = ?, silent = false", """
        assignee_id is distinct from ?
          and exists (
            select
            from agents a
            where a.tenant_id = chats.tenant_id
              and a.id = ?
              and a.disabled_at is null)
          and sees_account(?, account_id)""",
        List.of(agentId, agentId, agentId, agentId), Map.of("agentId", agentId),
        connection -> refusal(connection, actor.tenantId(), chatId, agentId));
  }

  private static ChatChange refusal(Connection connection, UUID tenantId, UUID chatId, UUID agentId)
      throws SQLException {
    if (!mayBeGiven(connection, tenantId, agentId)) {
      return new ChatChange.NoAgent();
    }
    return sees(connection, agentId, chatId) ? new ChatChange.Done(false) : new ChatChange.Unseen();
  }

  private static boolean sees(Connection connection, UUID agentId, UUID chatId) throws SQLException {
    return Rows.exist(connection, """
        select
        from chats
        where id = ?
          and sees_account(?, account_id)
        """, chatId, agentId);
  }

  private static boolean mayBeGiven(Connection connection, UUID tenantId, UUID agentId) throws SQLException {
    return Rows.exist(connection, """
        select
        from agents
        where tenant_id = ?
          and id = ?
          and disabled_at is null
        """, tenantId, agentId);
  }

  /// Takes it out of the way until then, or until the customer writes.
  ///
  /// @param until null to have it back now
  public ChatChange snooze(Actor actor, UUID chatId, @Nullable Instant until) {
    if (until == null) {
      return change(actor, chatId, new ChatStep("chat-woken", "snoozed_until = null", "snoozed_until is not null"));
    }
    var at = until.atOffset(ZoneOffset.UTC);
    return change(actor, chatId, new ChatStep("chat-snoozed", "snoozed_until = ?", """
        snoozed_until is distinct from ?
          and status = 'ACTIVE'""",
        List.of(at, at), Map.of("until", until.toString()),
        connection -> isOpen(connection, chatId) ? new ChatChange.Done(false) : new ChatChange.NotOpen()));
  }

  private static boolean isOpen(Connection connection, UUID chatId) throws SQLException {
    return Rows.exist(connection, "select from chats where id = ? and status = 'ACTIVE'", chatId);
  }

  private ChatChange change(Actor actor, UUID chatId, ChatStep step) {
    return told(database.retried(connection -> step.run(connection, actor, chatId)));
  }

  // Somebody may have room now, or somebody may be wanted.
  private ChatChange told(ChatChange change) {
    if (change.hasChanged()) {
      doorbell.ring("events");
      doorbell.ring(WaitingChats.DUE);
    }
    return change;
  }

  private ChatChange mark(Actor actor, UUID chatId, ChatStep step) {
    var change = database.retried(connection -> step.run(connection, actor, chatId));
    if (change.hasChanged()) {
      doorbell.ring("events");
    }
    return change;
  }
}
