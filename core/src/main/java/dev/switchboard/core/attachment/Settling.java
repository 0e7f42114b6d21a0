package dev.switchboard.core.attachment;

import dev.switchboard.core.attachment.Parts.Written;
import dev.switchboard.core.database.Database;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The end of a file's WAITING: its state, and where it belongs to a message the event that tells, in one statement.
/// Only for whoever has the last attempt; the others change nothing.
final class Settling {

  // What the provider needed to fetch it is forgotten.
  private static final String SETTLE = """
      with settled as (
        update attachments
        set state = ?,
          mime_type = coalesce(?, mime_type),
          name = coalesce(name, ?),
          detected_type = ?,
          size = ?,
          sha256 = ?,
          error = ?,
          source = null,
          due_at = null,
          lease_until = null,
          settled_at = clock_timestamp()
        where id = ?
          and state = 'WAITING'
          and attempts = ?
        returning *),
      event as (
        insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'attachment_updated', chat_id,
          message_id, jsonb_strip_nulls(jsonb_build_object('messageId', message_id, 'chatId', chat_id,
            'attachmentId', id, 'state', state, 'mimeType', mime_type, 'name', name, 'size', size))
        from settled
        where message_id is not null)
      select count(*)
      from settled
      """;

  /// All of it is there.
  ///
  /// @throws OvertakenException where somebody else has begun anew
  static void keep(Database database, UUID id, int attempt, String type, @Nullable String name, Written written) {
    var settled = database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(SETTLE)) {
        statement.setString(1, AttachmentState.KEPT.name());
        statement.setString(2, type);
        statement.setString(3, name);
        statement.setString(4, written.type());
        statement.setObject(5, written.size());
        statement.setString(6, written.sha256());
        statement.setString(7, null);
        return run(statement, id, attempt);
      }
    });
    if (!settled) {
      throw new OvertakenException();
    }
  }

  /// It will not come.
  ///
  /// @param state GONE or REFUSED
  static void end(Database database, UUID id, int attempt, AttachmentState state, String why) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(SETTLE)) {
        statement.setString(1, state.name());
        statement.setString(2, null);
        statement.setString(3, null);
        statement.setString(4, null);
        statement.setObject(5, null, Types.BIGINT);
        statement.setString(6, null);
        statement.setString(7, why);
        return run(statement, id, attempt);
      }
    });
  }

  private static boolean run(PreparedStatement statement, UUID id, int attempt) throws SQLException {
    statement.setObject(8, id);
    statement.setInt(9, attempt);
    try (var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1) > 0;
    }
  }

  private Settling() {}
}
