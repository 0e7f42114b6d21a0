package dev.switchboard.core.attachment;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes files in that are to be sent, and gives files out. Thread-safe; blocks; holds no file in memory.
@Singleton
public final class Attachments {

  private final Database database;
  private final AttachmentSettings settings;
  private final Parts parts;

  public Attachments(Database database, AttachmentSettings settings) {
    this.database = database;
    this.settings = settings;
    this.parts = new Parts(database, settings);
  }

  /// The largest file that is taken, in bytes.
  public long largest() {
    return settings.largest();
  }

  /// Keeps a file that belongs to no message yet. It can be sent for [UnusedAttachments#USABLE], then CLEANUP takes it
  /// away.
  ///
  /// @param declaredType what the caller says it is; null or `application/octet-stream` where that is to be found out
  /// @param bytes read to their end, and not closed
  /// @throws TooLargeException where there are too many; nothing is kept
  /// @throws IOException where they cannot be read; nothing is kept
  public Attachment store(UUID tenantId, @Nullable String declaredType, @Nullable String name, InputStream bytes)
      throws IOException {
    var id = Ids.next();
    begin(id, tenantId, FileNames.clean(name));
    var kept = false;
    try {
      var written = parts.write(id, 1, bytes);
      Settling.keep(database, id, 1, FileTypes.of(declaredType, written.type(), name), null, written);
      kept = true;
      EngineMetrics.stored(written.size());
    } finally {
      if (!kept) {
        forget(id);
      }
    }
    return find(Viewer.all(tenantId), id).orElseThrow(() -> new IOException("the file was taken away again"));
  }

  private void begin(UUID id, UUID tenantId, @Nullable String name) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          insert into attachments (id, tenant_id, state, name, attempts)
          values (?, ?, 'WAITING', ?, 1)
          """)) {
        statement.setObject(1, id);
        statement.setObject(2, tenantId);
        statement.setString(3, name);
        return statement.executeUpdate();
      }
    });
  }

  private void forget(UUID id) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          delete from attachments
          where id = ?
          """)) {
        statement.setObject(1, id);
        return statement.executeUpdate();
      }
    });
  }

  /// A file belongs to the chat of the first message that it was in.
  public Optional<Attachment> find(Viewer viewer, UUID id) {
    return select("""
        where tenant_id = ?
          and id = ?
          and (account_id = any (?::uuid[])) is not true
          and ((
            select c.account_id
            from chats c
            where c.id = chat_id) = any (?::uuid[])) is not true
        """, viewer.tenantId(), id, viewer.hiddenIds(), viewer.hiddenIds());
  }

  /// A file of whichever tenant: for whoever has proven otherwise that they may have it.
  public Optional<Attachment> find(UUID id) {
    return select("""
        where id = ?
        """, id);
  }

  private Optional<Attachment> select(String where, Object... values) {
    return database.autocommit(connection -> {
      try (var statement = Rows.prepare(connection, "select " + Attachment.COLUMNS + " from attachments " + where,
          values)) {
        try (var row = statement.executeQuery()) {
          return row.next() ? Optional.of(Attachment.read(row)) : Optional.empty();
        }
      }
    });
  }

  /// Whether it is out of sight: the only message that it was in has been deleted.
  public boolean isWithdrawn(Attachment attachment) {
    return attachment.messageId() != null && database.autocommit(connection -> Rows.exist(connection, """
        select
        from attachments a
        join chat_messages m on m.id = a.message_id
        where a.id = ?
          and not a.shared
          and m.deleted_at is not null
        """, attachment.id()));
  }

  /// The bytes of a file that is KEPT, read part by part as they are needed.
  ///
  /// @throws IllegalArgumentException where it is not KEPT
  public InputStream open(Attachment attachment) {
    var size = attachment.size();
    if (attachment.state() != AttachmentState.KEPT || size == null) {
      throw new IllegalArgumentException("the file " + attachment.id() + " is " + attachment.state());
    }
    return new PartsInputStream(parts, attachment.id(), size);
  }
}
