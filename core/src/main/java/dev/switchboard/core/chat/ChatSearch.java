package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds chats by their contact's name, by digits anywhere in a phone number, by the beginnings of the words of an e-mail
/// address, and by what people said in them: accents and case do not matter, and Portuguese and English endings hardly.
///
/// Everything that matches is read by index and then sorted, so what is in every message costs as much as there are messages.
/// Thread-safe; reads the database, and never what is another tenant's or hidden from the viewer.
@Singleton
public final class ChatSearch {

  /// Fewer digits are in every number.
  private static final int FEWEST_DIGITS = 3;

  private static final String HIDDEN = """
          and ((
            select c.account_id
            from chats c
            where c.id = chat_id) = any (?::uuid[])) is not true
      """;

  private record Found(UUID chatId, @Nullable UUID messageId, @Nullable String text, Instant at) {}

  private final Database database;
  private final Chats chats;

  public ChatSearch(Database database, Chats chats) {
    this.database = database;
    this.chats = chats;
  }

  /// What matches, the latest first.
  ///
  /// @param before null to begin with the latest
  public List<SearchHit> find(Viewer viewer, String words, @Nullable ChatCursor before, int limit) {
    var found = database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(statement(before != null, !viewer.seesAll()))) {
        bind(statement, viewer, words, before, limit);
        try (var row = statement.executeQuery()) {
          var rows = new ArrayList<Found>();
          while (row.next()) {
            rows.add(new Found(row.getObject("chat_id", UUID.class), row.getObject("message_id", UUID.class),
                row.getString("said"), row.getObject("at", OffsetDateTime.class).toInstant()));
          }
          return rows;
        }
      }
    });
    var views = chats.findAll(viewer.tenantId(), found.stream().map(Found::chatId).distinct().toList());
    return found.stream()
        .map(each -> new SearchHit(Objects.requireNonNull(views.get(each.chatId)), each.messageId,
            each.text == null ? null : Snippet.of(each.text, words), each.at))
        .toList();
  }

  private static void bind(PreparedStatement statement, Viewer viewer, String words, @Nullable ChatCursor before,
      int limit) throws SQLException {
    var digits = words.replaceAll("[^0-9]", "");
    var index = 1;
    statement.setString(index++, words);
    statement.setString(index++, digits.length() < FEWEST_DIGITS ? null : digits + ":*");
    statement.setObject(index++, viewer.tenantId());
    statement.setObject(index++, viewer.tenantId());
    statement.setObject(index++, viewer.tenantId());
    if (!viewer.seesAll()) {
      statement.setString(index++, viewer.hiddenIds());
    }
    if (before != null) {
      statement.setObject(index++, before.lastActivityAt().atOffset(ZoneOffset.UTC));
      statement.setObject(index++, before.id());
    }
    statement.setInt(index, limit);
  }

  /// The statement of [#find].
  ///
  /// @param hides whether something is hidden from the viewer
  static String statement(boolean before, boolean hides) {
    var conditions = (hides ? HIDDEN : "") + (before ? "    and (at, id) < (?, ?)\n" : "");
    return """
        with wanted as materialized (
          select stems_wanted(words) as said, beginnings_wanted(words) as named,
            coalesce(beginnings_wanted(words) || digits::tsquery, beginnings_wanted(words), digits::tsquery) as addressed
          from (values (?::text, ?::text)) as r(words, digits)),
        people as (
          select c.id
          from wanted
          cross join lateral (
            select id, tenant_id
            from contacts
            where name is not null
              and name_words(name) @@ wanted.named) c
          where (c.tenant_id = ?) is true
          union
          select i.contact_id
          from wanted
          cross join lateral (
            select contact_id, tenant_id
            from contact_identities
            where kind in ('PHONE', 'EMAIL')
              and address_words(kind, value) @@ wanted.addressed) i
          where (i.tenant_id = ?) is true),
        found as (
          select c.id as chat_id, null::uuid as message_id, c.last_activity_at as at, c.id
          from people
          cross join lateral (
            select id, last_activity_at
            from chats
            where contact_id = people.id
              and kind = 'customer'
              and status = 'ACTIVE'
            union all
            select id, last_activity_at
            from chats
            where contact_id = people.id
              and status <> 'ACTIVE') c
          union all
          select w.chat_id, w.message_id, m.created_at, w.message_id
          from wanted
          cross join lateral (
            select message_id, chat_id, tenant_id
            from message_words
            where words @@ wanted.said) w
          join chat_messages m on m.id = w.message_id
          where (w.tenant_id = ?) is true
            and m.deleted_at is null)
        select page.chat_id, page.message_id, page.at, said_in(m.content) as said
        from (
          select *
          from found
          where true
        %s  order by at desc, id desc
          limit ?) page
        left join chat_messages m on m.id = page.message_id
        order by page.at desc, page.id desc
        """.formatted(conditions);
  }
}
