package dev.switchboard.core.chat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// Something that agents put on chats.
///
/// @param color such as `#d73a4a`
public record Label(UUID id, String name, String color) {

  static Label read(ResultSet row) throws SQLException {
    return new Label(row.getObject("id", UUID.class), row.getString("name"), row.getString("color"));
  }
}
