package dev.switchboard.core.attachment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file of a message, without its bytes. Its JSON leaves out what is null.
///
/// @param messageId the first message that it belongs to; null where it belongs to none yet
/// @param chatId that message's
/// @param mimeType what it was said to be, or what its bytes say where nobody said it; null where that is not known yet
/// @param detectedType what its first bytes say; null where they say nothing
/// @param name for people; null where it has none
/// @param size in bytes
/// @param sha256 of its bytes, in lower-case hex
/// @param error why the last attempt to fetch it did not work
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attachment(UUID id, AttachmentState state, @Nullable UUID messageId, @Nullable UUID chatId,
    @Nullable String mimeType, @JsonIgnore @Nullable String detectedType, @Nullable String name, @Nullable Long size,
    @Nullable String sha256, @Nullable String error, Instant createdAt) {

  static final String COLUMNS = """
      id, state, message_id, chat_id, mime_type, detected_type, name, size, sha256, error, created_at
      """;

  static Attachment read(ResultSet row) throws SQLException {
    return new Attachment(row.getObject("id", UUID.class), AttachmentState.valueOf(row.getString("state")),
        row.getObject("message_id", UUID.class), row.getObject("chat_id", UUID.class), row.getString("mime_type"),
        row.getString("detected_type"), row.getString("name"), row.getObject("size", Long.class),
        row.getString("sha256"), row.getString("error"), row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  /// The type to say to whoever gets it.
  public String typeOrUnknown() {
    return mimeType == null ? FileTypes.UNKNOWN : mimeType;
  }

  /// A name in any case.
  public String nameOrType() {
    return name == null ? FileTypes.nameOf(typeOrUnknown()) : name;
  }

  /// Whether a browser may show it in place: only what is known to be harmless, and really is what it says.
  public boolean showable() {
    return FileTypes.showable(mimeType, detectedType);
  }
}
