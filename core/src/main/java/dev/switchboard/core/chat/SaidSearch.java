package dev.switchboard.core.chat;

import dev.switchboard.core.chat.SearchQuery.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Finds messages by what was said in them, in two ways that find the same.
final class SaidSearch {

  static final String BY_INDEX = statement("""
      select message_id, chat_id
      from message_words
      where words @@ wanted.said
        and (tenant_id = ?) is true
        and (message_id < ?) is true""");

  static final String FROM_THE_LATEST = statement("""
      select message_id, chat_id
      from (
        select message_id, chat_id, words
        from message_words
        where tenant_id = ?
          and message_id < ?
        order by message_id desc
        limit ?) latest
      where words @@ wanted.said""");

  private SaidSearch() {}

  /// @param words how they come by the rows of `message_words` that say it
  private static String statement(String words) {
    return """
        with wanted as materialized (
          select stems_wanted(?) as said)
        select page.chat_id, page.message_id, written_at(page.message_id) as at, said_in(m.content) as text
        from wanted
        cross join lateral (
        %s
            -- Not of chats that are hidden from whoever searches.
            and (? or ((
              select c.account_id
              from chats c
              where c.id = chat_id) = any (?::uuid[])) is not true)
          order by message_id desc
          limit ?) page
        left join chat_messages m on m.id = page.message_id
        """.formatted(words.indent(2).stripTrailing());
  }

  /// All that say it are read and sorted.
  static List<Found> byIndex(Connection connection, SearchQuery query) throws SQLException {
    var viewer = query.viewer();
    return SearchQuery.read(connection, BY_INDEX, query.words(), viewer.tenantId(), query.beforeMessage(),
        viewer.seesAll(), viewer.hiddenIds(), query.limit());
  }

  /// Looks among so many of the latest messages, and at no more of them than a page needs.
  static List<Found> fromTheLatest(Connection connection, SearchQuery query, int many) throws SQLException {
    var viewer = query.viewer();
    return SearchQuery.read(connection, FROM_THE_LATEST, query.words(), viewer.tenantId(), query.beforeMessage(), many,
        viewer.seesAll(), viewer.hiddenIds(), query.limit());
  }
}
