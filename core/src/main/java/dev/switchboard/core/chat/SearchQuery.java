package dev.switchboard.core.chat;

import dev.switchboard.core.database.Ids;
import dev.switchboard.core.tenant.Viewer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One page of a search, in the two ways in which its messages can be found; both find the same.
///
/// @param before null to begin with the latest
record SearchQuery(Viewer viewer, String words, @Nullable ChatCursor before, int limit) {

  /// @param messageId null where the chat's contact is who was searched for
  record Found(UUID chatId, @Nullable UUID messageId, @Nullable String text, Instant at) {}

  /// @param unfinished whether there may be more than was looked at, and this is then no page
  /// @param messages how many messages were found
  record Page(List<Found> found, boolean unfinished, int messages) {}

  /// Fewer digits are in every number.
  private static final int FEWEST_DIGITS = 3;

  /// After every id of ours.
  private static final UUID LAST = new UUID(-1, -1);

  /// Reads all that match.
  Page indexed(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(SearchStatement.byIndex(!viewer.seesAll()))) {
      var index = bindPeople(statement);
      statement.setObject(index++, viewer.tenantId());
      statement.setObject(index++, bound());
      index = bindHidden(statement, index);
      statement.setInt(index++, limit);
      bindPage(statement, index);
      return read(statement);
    }
  }

  /// Looks among so many of the latest messages, and at no more of them than a page needs.
  Page latest(Connection connection, int many) throws SQLException {
    try (var statement = connection.prepareStatement(SearchStatement.fromTheLatest(!viewer.seesAll()))) {
      var index = bindPeople(statement);
      statement.setObject(index++, viewer.tenantId());
      statement.setObject(index++, bound());
      statement.setInt(index++, many);
      index = bindHidden(statement, index);
      statement.setInt(index++, limit);
      statement.setInt(index++, limit);
      statement.setObject(index++, viewer.tenantId());
      statement.setObject(index++, bound());
      statement.setInt(index++, many);
      bindPage(statement, index);
      return read(statement);
    }
  }

  private int bindPeople(PreparedStatement statement) throws SQLException {
    var digits = words.replaceAll("[^0-9]", "");
    var index = 1;
    statement.setString(index++, words);
    statement.setString(index++, digits.length() < FEWEST_DIGITS ? null : digits + ":*");
    statement.setObject(index++, viewer.tenantId());
    statement.setObject(index++, viewer.tenantId());
    return index;
  }

  private void bindPage(PreparedStatement statement, int from) throws SQLException {
    var index = from;
    statement.setObject(index++,
        before == null ? OffsetDateTime.MAX : before.lastActivityAt().atOffset(ZoneOffset.UTC));
    statement.setObject(index++, before == null ? LAST : before.id());
    index = bindHidden(statement, index);
    statement.setInt(index, limit);
  }

  private int bindHidden(PreparedStatement statement, int index) throws SQLException {
    if (viewer.seesAll()) {
      return index;
    }
    statement.setString(index, viewer.hiddenIds());
    return index + 1;
  }

  // Messages before the cursor have lesser ids than this: it may be that of a chat, which has another time than its id.
  private UUID bound() {
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

  private static Page read(PreparedStatement statement) throws SQLException {
    try (var row = statement.executeQuery()) {
      var found = new ArrayList<Found>();
      var unfinished = false;
      var messages = 0;
      while (row.next()) {
        unfinished = row.getBoolean("unfinished");
        messages = row.getInt("messages");
        var chatId = row.getObject("chat_id", UUID.class);
        if (chatId != null) {
          found.add(new Found(chatId, row.getObject("message_id", UUID.class), row.getString("text"),
              row.getObject("at", OffsetDateTime.class).toInstant()));
        }
      }
      return new Page(found, unfinished, messages);
    }
  }
}
