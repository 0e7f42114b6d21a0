package dev.switchboard.core.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What agents tell one another in a chat. A note stands among the messages; it is sent to nobody, answers nobody, and moves
/// no chat in a list.
///
/// Thread-safe; blocks until the commit; never touches what is another tenant's.
@Singleton
public final class Notes {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final Doorbell doorbell;

  public Notes(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Told as `note_added`.
  ///
  /// @param key makes repeating safe, one of the tenant's idempotency keys; null for none
  public NoteResult add(Actor actor, UUID chatId, String text, @Nullable String key) {
    var result = database.retried(connection -> {
      // As messages do it: keys first, then chats.
      if (!ChatStep.isThere(connection, actor.viewer(), chatId)) {
        return new NoteResult.NoChat();
      }
      var id = Ids.next();
      if (key != null && !takeKey(connection, actor.tenantId(), key, hash(chatId, text), id)) {
        return earlier(connection, actor.tenantId(), key, hash(chatId, text))
            .<NoteResult>map(earlier -> new NoteResult.Noted(earlier, true))
            .orElseGet(NoteResult.KeyReused::new);
      }
      insert(connection, actor, chatId, id, text);
      return new NoteResult.Noted(id, false);
    });
    doorbell.ring("events");
    return result;
  }

  private static byte[] hash(UUID chatId, String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(("note " + chatId + text).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean takeKey(Connection connection, UUID tenantId, String key, byte[] hash, UUID id)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into idempotency_keys (tenant_id, key, request_hash, message_id)
        values (?, ?, ?, ?)
        on conflict do nothing
        """)) {
      statement.setObject(1, tenantId);
      statement.setString(2, key);
      statement.setBytes(3, hash);
      statement.setObject(4, id);
      return statement.executeUpdate() > 0;
    }
  }

  private static Optional<UUID> earlier(Connection connection, UUID tenantId, String key, byte[] hash)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        select message_id, request_hash
        from idempotency_keys
        where tenant_id = ?
          and key = ?
        """)) {
      statement.setObject(1, tenantId);
      statement.setString(2, key);
      try (var row = statement.executeQuery()) {
        return row.next() && Arrays.equals(row.getBytes(2), hash)
            ? Optional.of(row.getObject(1, UUID.class))
            : Optional.empty();
      }
    }
  }

  /// Puts a note into a chat, in the caller's transaction.
  static void insert(Connection connection, Actor actor, UUID chatId, UUID id, String text) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with chat as materialized (
          select id
          from chats
          where id = ?
          for no key update),
        note as (
          insert into chat_messages (id, tenant_id, chat_id, direction, kind, content, agent_id, status)
          select ?, ?, id, 'INTERNAL', 'note', ?::jsonb, ?, 'STORED'
          from chat
          returning id, tenant_id, chat_id, content, agent_id, created_at)
        insert into events (epoch, tenant_id, kind, chat_id, message_id, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'note_added', chat_id, id,
          jsonb_build_object('message', jsonb_strip_nulls(jsonb_build_object('id', id, 'chatId', chat_id,
            'direction', 'INTERNAL', 'status', 'STORED', 'kind', 'note', 'content', content, 'agentId', agent_id,
            'createdAt', created_at)))
        from note
        """)) {
      statement.setObject(1, chatId);
      statement.setObject(2, id);
      statement.setObject(3, actor.tenantId());
      statement.setString(4, JSON.createObjectNode().put("type", "note").put("text", text).toString());
      statement.setObject(5, actor.agentId());
      statement.executeUpdate();
    }
  }
}
