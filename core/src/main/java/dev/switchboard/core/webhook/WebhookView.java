package dev.switchboard.core.webhook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A kept webhook as a list shows it, without what it says. Its JSON leaves out what is null.
///
/// @param account the name of the account
/// @param messages how many messages were understood
/// @param receipts how many receipts
/// @param unknown how many items were not understood
/// @param reason why, for people
/// @param bytes how large it is as it is kept
/// @param replayedAt when it was last read again and applied
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookView(UUID id, String account, Instant receivedAt, String method, WebhookState outcome,
    int messages, int receipts, int unknown, @Nullable String reason, int bytes, @Nullable Instant replayedAt) {

  static final String COLUMNS = "w.id, w.received_at, w.method, w.outcome, w.messages, w.receipts, w.unknown, w.reason, "
      + "octet_length(w.body) as bytes, w.replayed_at";

  /// Where the list goes on after this one.
  @JsonIgnore
  public WebhookCursor cursor() {
    return new WebhookCursor(receivedAt, id);
  }

  static WebhookView read(ResultSet row) throws SQLException {
    var replayed = row.getObject("replayed_at", OffsetDateTime.class);
    return new WebhookView(row.getObject("id", UUID.class), row.getString("account"),
        row.getObject("received_at", OffsetDateTime.class).toInstant(), row.getString("method"),
        WebhookState.valueOf(row.getString("outcome")), row.getInt("messages"), row.getInt("receipts"),
        row.getInt("unknown"), row.getString("reason"), row.getInt("bytes"),
        replayed == null ? null : replayed.toInstant());
  }
}
