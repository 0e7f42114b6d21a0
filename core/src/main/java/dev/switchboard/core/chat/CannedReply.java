package dev.switchboard.core.chat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// Something that agents say often.
///
/// @param shortcut what is typed to have it
/// @param text with gaps such as `{{contact.name}}`, see [Gap]; or without, where it has been filled
public record CannedReply(UUID id, String shortcut, String text) {

  static CannedReply read(ResultSet row) throws SQLException {
    return new CannedReply(row.getObject("id", UUID.class), row.getString("shortcut"), row.getString("text"));
  }
}
