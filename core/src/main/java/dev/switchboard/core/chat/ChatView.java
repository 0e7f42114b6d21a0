package dev.switchboard.core.chat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chat as a list shows it. Its JSON leaves out what is null.
///
/// @param kind `customer`, `direct` or `group`
/// @param account the account it is held over
/// @param address where a reply goes
/// @param unread how many messages of the customer nobody has read
/// @param snoozedUntil when it comes back, unless the customer writes before; null where it is not out of the way
/// @param waitingSince when the customer wrote the oldest message that nobody has answered; null where none is
/// @param silent true where only services have written in it and nobody has seen to it; null otherwise
/// @param windowExpiresAt until when free content is allowed; null where always
/// @param continuedIn the chat in which it goes on, where its customer turned out to have another open one
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatView(UUID id, String kind, ChatStatus status, @Nullable String account, @Nullable String provider,
    @Nullable Person contact, @Nullable String address, @Nullable Person assignee, @Nullable LastMessage lastMessage,
    Instant lastActivityAt, int unread, List<Label> labels, @Nullable Instant snoozedUntil,
    @Nullable Instant waitingSince, @Nullable Boolean silent,
    @Nullable Instant windowExpiresAt, Instant createdAt, @Nullable UUID continuedIn) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Label>> LABELS = new TypeReference<>() {};

  /// A customer or an agent.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Person(UUID id, @Nullable String name) {}

  /// What was said last.
  ///
  /// @param direction `INBOUND` or `OUTBOUND`
  /// @param agentId who said it; null where no agent did
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LastMessage(UUID id, @Nullable String preview, @Nullable String direction,
      @Nullable UUID agentId) {}

  /// Where the list goes on after this chat.
  @JsonIgnore
  public ChatCursor cursor() {
    return new ChatCursor(lastActivityAt, id);
  }

  static ChatView read(ResultSet row) throws SQLException {
    var lastMessageId = row.getObject("last_message_id", UUID.class);
    return new ChatView(row.getObject("id", UUID.class), row.getString("kind"),
        ChatStatus.valueOf(row.getString("status")), row.getString("account"), row.getString("provider"),
        person(row, "contact_id", "contact_name"), row.getString("address"),
        person(row, "assignee_id", "assignee_name"),
        lastMessageId == null
            ? null
            : new LastMessage(lastMessageId, row.getString("last_message_preview"),
                row.getString("last_message_direction"), row.getObject("last_message_agent_id", UUID.class)),
        row.getObject("last_activity_at", OffsetDateTime.class).toInstant(), row.getInt("unread"), labels(row),
        instant(row, "snoozed_until"), instant(row, "waiting_since"),
        row.getInt("queue") == ChatQueue.SILENT.code() ? true : null, instant(row, "window_expires_at"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("continued_in", UUID.class));
  }

  private static List<Label> labels(ResultSet row) throws SQLException {
    try {
      return JSON.readValue(row.getString("labels"), LABELS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("labels that are no labels", e);
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static @Nullable Person person(ResultSet row, String id, String name) throws SQLException {
    var person = row.getObject(id, UUID.class);
    return person == null ? null : new Person(person, row.getString(name));
  }
}
