package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds answers whose author does not know what somebody else has written in the chat meanwhile. Whether something came
/// later than what they had seen is told by the ids.
final class StaleReplies {

  /// Which of the drafts are such answers, in the caller's transaction, and what continues them. With the chats locked the
  /// answer is final. Where nobody says what they have seen, the database is not asked.
  ///
  /// @param chatOf the chat that a draft goes to; null where it goes to none
  static List<Draft> find(Connection connection, List<Draft> drafts, Function<Draft, @Nullable UUID> chatOf)
      throws SQLException {
    if (drafts.stream().allMatch(draft -> draft.request().seen() == null)) {
      return List.of();
    }
    var placed = drafts.stream().filter(draft -> chatOf.apply(draft) != null).toList();
    var guarded = placed.stream().filter(draft -> draft.request().seen() != null).toList();
    var overtaken = overtaken(connection, guarded, chatOf);
    var stale = new ArrayList<Draft>();
    var kept = new ArrayList<Draft>();
    for (var draft : placed) {
      if (overtaken.contains(draft.id())
          || draft.request().seen() != null && kept.stream().anyMatch(other -> isOvertakenBy(other, draft, chatOf))) {
        draft.all().forEach(stale::add);
      } else if (stale.stream().noneMatch(part -> part.id().equals(draft.id()))) {
        kept.add(draft);
      }
    }
    return stale;
  }

  // They are stored together, so one of them does not know the other.
  private static boolean isOvertakenBy(Draft other, Draft draft, Function<Draft, @Nullable UUID> chatOf) {
    return Objects.equals(chatOf.apply(other), chatOf.apply(draft))
        && !Objects.equals(other.request().agentId(), draft.request().agentId());
  }

  private static Set<UUID> overtaken(Connection connection, List<Draft> guarded,
      Function<Draft, @Nullable UUID> chatOf) throws SQLException {
    var sql = """
        select r.id
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[]) as r(id, chat_id, seen, agent_id)
        where exists (
          select
          from chat_messages m
          where m.chat_id = r.chat_id
            and m.id > coalesce(r.seen, '00000000-0000-0000-0000-000000000000')
            and (m.direction = 'INBOUND' or m.agent_id is distinct from r.agent_id))
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, guarded)
          .uuid(Draft::id)
          .uuid(chatOf)
          .uuid(draft -> Objects.requireNonNull(draft.request().seen()).messageId())
          .uuid(draft -> draft.request().agentId());
      try (var rows = statement.executeQuery()) {
        var ids = new HashSet<UUID>();
        while (rows.next()) {
          ids.add(rows.getObject(1, UUID.class));
        }
        return ids;
      }
    }
  }

  private StaleReplies() {}
}
