package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.switchboard.core.chat.ChatView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message as people and programs see it. Its JSON leaves out what is null.
///
/// @param account the name of the account it went or came through
/// @param direction `INBOUND`, `OUTBOUND`, or `INTERNAL` for what agents tell one another
/// @param kind of content, such as `text`
/// @param content as it was handed in or received; `{"type":"deleted"}` where it was deleted
/// @param reason why, where the status is `FAILED` or `UNCONFIRMED`
/// @param senderName of the customer, where they wrote it and have a name
/// @param agentId of the agent who wrote it; null for a business service and for a customer
/// @param agent the same with their name
/// @param recipient the address it is sent to; null for a message from a customer
/// @param partOf the message that it continues, where the text was too long for one; null elsewhere
/// @param deletedBy the agent who deleted it; null where nobody did, or a business service
/// @param metadata of the caller's own
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageView(UUID id, UUID chatId, @Nullable String account, String direction, String kind,
    JsonNode content, MessageStatus status, @Nullable String reason, Instant createdAt,
    @Nullable UUID contactId, @Nullable String senderName, @Nullable UUID agentId, ChatView.@Nullable Person agent,
    @Nullable UUID replyTo,
    @Nullable String recipient, @Nullable Lane lane, @Nullable DeliveryPolicy policy, @Nullable Instant sendAt,
    @Nullable Instant expiresAt, @Nullable UUID partOf, @Nullable Instant deletedAt,
    @Nullable UUID deletedBy, JsonNode metadata) {

  // Exact, because metadata is given back as it came.
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  static MessageView read(ResultSet row) throws SQLException {
    var lane = row.getObject("lane", Integer.class);
    var policy = row.getString("policy");
    var agent = row.getObject("agent_id", UUID.class);
    return new MessageView(row.getObject("id", UUID.class), row.getObject("chat_id", UUID.class),
        row.getString("account"), row.getString("direction"), row.getString("kind"), json(row, "content"),
        MessageStatus.valueOf(row.getString("current_status")), row.getString("reason"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(), row.getObject("contact_id", UUID.class),
        row.getString("sender_name"), agent,
        agent == null ? null : new ChatView.Person(agent, row.getString("agent_name")),
        row.getObject("reply_to", UUID.class),
        row.getString("recipient"), lane == null ? null : Lane.ofCode(lane),
        policy == null ? null : DeliveryPolicy.ofLabel(policy), instant(row, "send_at"), instant(row, "expires_at"),
        row.getObject("part_of", UUID.class), instant(row, "deleted_at"), row.getObject("deleted_by", UUID.class),
        json(row, "metadata"));
  }

  private static JsonNode json(ResultSet row, String column) throws SQLException {
    try {
      return JSON.readTree(row.getString(column));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jsonb that is not JSON", e);
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
