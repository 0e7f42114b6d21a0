package dev.switchboard.core.message;

import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.attachment.ContentFiles;
import dev.switchboard.core.attachment.ContentFiles.Named;
import dev.switchboard.core.attachment.UnusedAttachments;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.tenant.Viewer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether the files that a content names by our ids are there, are the tenant's and not hidden from who sends
/// them, and are what its account takes.
/// Messages without such files cost nothing.
final class AttachmentRules {

  /// @param tooOld whether it belongs to no message and may be taken away soon
  private record Known(AttachmentState state, @Nullable String mimeType, @Nullable String name, @Nullable Long size,
      boolean tooOld) {

    // Its own name only where the message gives it none.
    MediaFile describe(MediaFile file) {
      return new MediaFile(file.attachmentId(), file.url(), file.source(), mimeType,
          file.name() == null ? name : file.name(), size, file.sha256());
    }
  }

  /// @param shared whether another message has the file as well
  private record Use(UUID attachmentId, UUID messageId, UUID chatId, boolean shared) {

    Use and(Use next) {
      return next.messageId.equals(messageId) ? this : new Use(attachmentId, messageId, chatId, true);
    }
  }

  /// One read for all files of a content.
  ///
  /// @return the content with type, name and size of each, so that whoever shows the message need not look them up; the
  ///         same one where it has no such files
  static Content describe(Database database, Viewer viewer, Capabilities capabilities, Content content)
      throws RefusedException {
    var files = ContentFiles.in(content);
    if (files.isEmpty()) {
      return content;
    }
    var ids = new HashSet<UUID>();
    for (var named : files) {
      if (named.file().source() != null) {
        throw new RefusedException(named.path() + ".source", Refusal.BAD_CONTENT, "is no member of what is sent");
      }
      var id = named.file().attachmentId();
      if (id != null) {
        ids.add(id);
      }
    }
    if (ids.isEmpty()) {
      return content;
    }
    var known = read(database, viewer, ids);
    for (var named : files) {
      var id = named.file().attachmentId();
      if (id != null) {
        check(capabilities, named, known.get(id));
      }
    }
    return ContentFiles.map(content, file -> {
      var id = file.attachmentId();
      var kept = id == null ? null : known.get(id);
      return kept == null ? file : kept.describe(file);
    });
  }

  private static Map<UUID, Known> read(Database database, Viewer viewer, Set<UUID> ids) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select id, state, mime_type, name, size,
            message_id is null and created_at < now() - make_interval(secs => ?) as too_old
          from attachments
          where tenant_id = ?
            and id = any (?)
            and (account_id = any (?::uuid[])) is not true
            and ((
              select c.account_id
              from chats c
              where c.id = chat_id) = any (?::uuid[])) is not true
          """)) {
        statement.setDouble(1, UnusedAttachments.USABLE.toSeconds());
        statement.setObject(2, viewer.tenantId());
        statement.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
        statement.setString(4, viewer.hiddenIds());
        statement.setString(5, viewer.hiddenIds());
        var known = new HashMap<UUID, Known>();
        try (var row = statement.executeQuery()) {
          while (row.next()) {
            known.put(row.getObject("id", UUID.class), new Known(AttachmentState.valueOf(row.getString("state")),
                row.getString("mime_type"), row.getString("name"), row.getObject("size", Long.class),
                row.getBoolean("too_old")));
          }
        }
        return known;
      }
    });
  }

  private static void check(Capabilities capabilities, Named named, @Nullable Known known) throws RefusedException {
    var field = named.path() + ".attachmentId";
    if (known == null || known.tooOld) {
      throw new RefusedException(field, Refusal.UNKNOWN_ATTACHMENT, "there is no attachment with this id");
    }
    if (known.state != AttachmentState.KEPT) {
      throw new RefusedException(field, Refusal.UNKNOWN_ATTACHMENT, switch (known.state) {
        case WAITING -> "this attachment is not here yet";
        case GONE, REFUSED -> "this attachment never came";
        case KEPT -> throw new IllegalStateException("it is kept");
      });
    }
    var limits = capabilities.limits(named.kind());
    var type = String.valueOf(known.mimeType);
    if (!limits.takes(type) && !limits.takes(withoutParameters(type))) {
      throw new RefusedException(field, Refusal.FILE_NOT_SUPPORTED,
          "is " + type + ", and must be one of " + String.join(", ", limits.mimeTypes().stream().sorted().toList()));
    }
    if (known.size != null && limits.bytes() > 0 && known.size > limits.bytes()) {
      throw new RefusedException(field, Refusal.FILE_TOO_LARGE,
          "has " + known.size + " bytes, and must have at most " + limits.bytes());
    }
  }

  private static String withoutParameters(String type) {
    var end = type.indexOf(';');
    return end < 0 ? type : type.substring(0, end).strip();
  }

  /// Notes with each file the first message that it belongs to, and whether there are more, in the transaction that stores the messages, as its
  /// last statement: nobody who holds a file's row waits for a chat. Does nothing where no message has a file.
  static void remember(Connection connection, List<Draft> drafts, Map<UUID, UUID> chats) throws SQLException {
    var uses = new TreeMap<UUID, Use>();
    for (var draft : drafts) {
      for (var named : draft.files()) {
        var id = named.file().attachmentId();
        var chat = chats.get(draft.id());
        if (id != null && chat != null) {
          uses.merge(id, new Use(id, draft.id(), chat, false), (first, next) -> first.and(next));
        }
      }
    }
    if (uses.isEmpty()) {
      return;
    }
    // In the order of their ids, as everybody does who locks several.
    var sql = """
        with used as materialized (
          select a.id, r.message_id, r.chat_id, r.shared or a.message_id is not null as shared
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::boolean[]) as r(id, message_id, chat_id, shared)
          join attachments a on a.id = r.id
          where not a.shared
            and a.message_id is distinct from r.message_id
          order by a.id
          for no key update of a)
        update attachments a
        set message_id = coalesce(a.message_id, used.message_id),
          chat_id = coalesce(a.chat_id, used.chat_id),
          shared = used.shared
        from used
        where a.id = used.id
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, List.copyOf(uses.values()))
          .uuid(Use::attachmentId)
          .uuid(Use::messageId)
          .uuid(Use::chatId)
          .bool(Use::shared);
      statement.executeUpdate();
    }
  }

  private AttachmentRules() {}
}
