package dev.switchboard.core.consent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.spi.IdentityKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An address that is not written to. Its JSON leaves out what is null.
///
/// @param account from which account not; null for all
/// @param why what the customer said, such as `STOP`; what the service said, such as `ADDRESS_GONE`; or an administrator's
///        words
/// @param messageId the message that led to it
/// @param agentId the administrator who put it here
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Suppression(UUID id, IdentityKind kind, String address, @Nullable String account, String why,
    Instant since, @Nullable UUID messageId, @Nullable UUID agentId) {

  static Suppression read(ResultSet row) throws SQLException {
    return new Suppression(row.getObject("id", UUID.class), IdentityKind.valueOf(row.getString("kind")),
        row.getString("value"), row.getString("account"), row.getString("why"),
        row.getObject("since", OffsetDateTime.class).toInstant(), row.getObject("message_id", UUID.class),
        row.getObject("agent_id", UUID.class));
  }
}
