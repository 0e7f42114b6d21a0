package dev.switchboard.core.chat;

import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.tenant.Viewer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is searched for, by whom, and which page of it.
///
/// @param before null to begin with the latest
record SearchQuery(Viewer viewer, String words, @Nullable ChatCursor before, int limit) {

  /// @param messageId null where the chat's contact is who was searched for
  record Found(UUID chatId, @Nullable UUID messageId, @Nullable String text, Instant at) {

    static Found of(ResultSet row) throws SQLException {
      return new Found(row.getObject("chat_id", UUID.class), row.getObject("message_id", UUID.class),
          row.getString("text"), row.getObject("at", OffsetDateTime.class).toInstant());
    }

    UUID id() {
      return messageId == null ? chatId : messageId;
    }
  }

  /// After every id of ours.
  static final UUID LAST = new UUID(-1, -1);

  /// Fewer digits are in every number.
  private static final int FEWEST_DIGITS = 3;

  /// What is searched for in phone numbers; null where there are hardly any digits.
  @Nullable
  String digits() {
    var digits = words.replaceAll("[^0-9]", "");
    return digits.length() < FEWEST_DIGITS ? null : digits;
  }

  OffsetDateTime beforeAt() {
    return before == null ? OffsetDateTime.MAX : before.lastActivityAt().atOffset(ZoneOffset.UTC);
  }

  UUID beforeId() {
    return before == null ? LAST : before.id();
  }

  /// Messages before the cursor have lesser ids than this: it may be that of a chat, which has another time than its id.
  UUID beforeMessage() {
    if (before == null) {
      return LAST;
    }
    var millis = Instant.ofEpochMilli(before.lastActivityAt().toEpochMilli());
    var next = Ids.firstAt(millis.plusMillis(1));
    if (millis.isBefore(before.lastActivityAt()) || before.id().compareTo(next) > 0) {
      return next;
    }
    var first = Ids.firstAt(millis);
    return before.id().compareTo(first) < 0 ? first : before.id();
  }

  /// Reads what a statement finds, in whichever order: the columns of [Found].
  static List<Found> read(Connection connection, String sql, @Nullable Object... values) throws SQLException {
    try (var statement = Rows.prepare(connection, sql, values); var row = statement.executeQuery()) {
      var found = new ArrayList<Found>();
      while (row.next()) {
        found.add(Found.of(row));
      }
      return found;
    }
  }
}
