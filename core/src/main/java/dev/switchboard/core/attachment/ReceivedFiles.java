package dev.switchboard.core.attachment;

import dev.switchboard.core.attachment.Parts.Written;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The files of a message that came in: each gets an id of ours, and its content names it by that id alone. What a
/// provider needs to fetch one is kept with the file, never in the message.
///
/// @param content with our ids in the places of the provider's sources
/// @param files may be empty
public record ReceivedFiles(Content content, List<Received> files) {

  /// One file, as the provider found it.
  record Received(UUID id, MediaFile file) {}

  /// Where files belong.
  ///
  /// @param enclosed the bytes of those that came along, by their source; may be empty
  public record Place(UUID tenantId, UUID accountId, UUID chatId, UUID messageId, Map<String, byte[]> enclosed) {}

  /// The files of one message.
  public record Placed(Place place, ReceivedFiles files) {}

  private record Row(Place place, Received received, AttachmentState state, byte @Nullable [] bytes,
      @Nullable Written written, @Nullable String error) {

    static Row of(Place place, Received received, long largest) {
      var bytes = place.enclosed.get(received.file.source());
      if (bytes == null) {
        return new Row(place, received, AttachmentState.WAITING, null, null, null);
      }
      return bytes.length > largest
          ? new Row(place, received, AttachmentState.REFUSED, null, null, new TooLargeException(largest).getMessage())
          : new Row(place, received, AttachmentState.KEPT, bytes, Written.of(bytes), null);
    }

    @Nullable
    String type() {
      var said = FileTypes.clean(received.file.mimeType());
      return written == null ? said : FileTypes.of(said, written.type(), received.file.name());
    }

    // Only what has still to be fetched.
    @Nullable
    String source() {
      var source = received.file.source();
      return state == AttachmentState.WAITING && source != null ? Jsonb.storableText(source) : null;
    }
  }

  /// Whether a content has files that this provider, and nobody else, can fetch.
  public static boolean any(Content content) {
    return ContentFiles.in(content).stream().anyMatch(named -> named.file().source() != null);
  }

  public boolean isEmpty() {
    return files.isEmpty();
  }

  /// Gives each file an id. A content without files stays what it is.
  public static ReceivedFiles of(Content content) {
    if (!any(content)) {
      return new ReceivedFiles(content, List.of());
    }
    var files = new ArrayList<Received>();
    var kept = ContentFiles.map(content, file -> {
      if (file.source() == null) {
        return file;
      }
      var received = new Received(Ids.next(), file);
      files.add(received);
      return file.keptAs(received.id);
    });
    return new ReceivedFiles(kept, List.copyOf(files));
  }

  /// Inserts the files of those messages that the caller's transaction has inserted before; those of a message that was
  /// there already are not news. What came along is KEPT at once, everything else waits to be fetched: ring `scheduled`
  /// after the commit. Does nothing where there are no files.
  ///
  /// @param largest file that is kept; a larger one that came along is REFUSED
  public static void insert(Connection connection, List<Placed> messages, long largest) throws SQLException {
    var rows = messages.stream()
        .flatMap(message -> message.files.files.stream().map(file -> Row.of(message.place, file, largest)))
        .toList();
    if (rows.isEmpty()) {
      return;
    }
    var fresh = insertRows(connection, rows);
    for (var row : rows) {
      if (row.bytes != null && fresh.contains(row.received.id)) {
        Parts.write(connection, row.received.id, row.bytes);
      }
    }
  }

  private static Set<UUID> insertRows(Connection connection, List<Row> rows) throws SQLException {
    var sql = """
        insert into attachments (id, tenant_id, account_id, chat_id, message_id, state, mime_type, detected_type, name,
          size, sha256, source, error, due_at, settled_at)
        select r.id, r.tenant_id, r.account_id, r.chat_id, r.message_id, r.state, r.mime_type, r.detected_type, r.name,
          r.size, r.sha256, r.source, r.error,
          case when r.state = 'WAITING' then now() end,
          case when r.state <> 'WAITING' then clock_timestamp() end
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::bigint[], ?::text[], ?::text[], ?::text[])
          as r(id, tenant_id, account_id, chat_id, message_id, state, mime_type, detected_type, name, size, sha256,
            source, error)
        join chat_messages m on m.id = r.message_id
        returning id
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, rows)
          .uuid(row -> row.received.id)
          .uuid(row -> row.place.tenantId)
          .uuid(row -> row.place.accountId)
          .uuid(row -> row.place.chatId)
          .uuid(row -> row.place.messageId)
          .text(row -> row.state.name())
          .text(Row::type)
          .text(row -> row.written == null ? null : row.written.type())
          .text(row -> FileNames.clean(row.received.file.name()))
          .bigint(row -> row.written == null ? row.received.file.size() : Long.valueOf(row.written.size()))
          .text(row -> row.written == null ? null : row.written.sha256())
          .text(Row::source)
          .text(Row::error);
      try (var row = statement.executeQuery()) {
        var fresh = new HashSet<UUID>();
        while (row.next()) {
          fresh.add(row.getObject(1, UUID.class));
        }
        return fresh;
      }
    }
  }
}
