package dev.switchboard.core.chat;

import dev.switchboard.core.chat.SearchQuery.Found;
import dev.switchboard.core.database.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds chats by their contact's name, phone numbers and e-mail addresses, in two ways that find the same.
final class PeopleSearch {

  private static final String WANTED = """
      with wanted as materialized (
        select name_wanted(words) as named, coalesce(begun || digits, begun, digits) as addressed,
          tenant_id, before_at, before_id, hidden
        from (values (?::text, ?::tsquery, ?::uuid, ?::timestamptz, ?::uuid, ?::uuid[]))
            as r(words, digits, tenant_id, before_at, before_id, hidden),
          beginnings_wanted(words) as begun)
      """;

  // What is read of those who match ends with the limit, but the plan is one that reads them all, which is by index.
  static final String BY_INDEX = WANTED + """
      , named as materialized (
        select c.id
        from wanted
        cross join lateral (
          select id
          from contacts
          where name is not null
            and name_beginnings(name) @@ wanted.named
            and (tenant_id = wanted.tenant_id) is true) c),
      addressed as materialized (
        select i.id
        from wanted
        cross join lateral (
          select contact_id as id
          from contact_identities
          where (kind in ('PHONE', 'EMAIL')) is true
            and address_words(kind, value) @@ wanted.addressed
            and (tenant_id = wanted.tenant_id) is true) i),
      people as materialized (
        (select id from named limit ?)
        union
        (select id from addressed limit ?))
      select extent.many, page.chat_id, null::uuid as message_id, page.at, null as text
      from (
        select count(*) > ? as many
        from people) extent
      left join lateral (
        select c.id as chat_id, c.last_activity_at as at
        from wanted
        cross join people
        cross join lateral (
          select id, last_activity_at, account_id
          from chats
          where contact_id = people.id
            and kind = 'customer'
            and status = 'ACTIVE'
          union all
          select id, last_activity_at, account_id
          from chats
          where contact_id = people.id
            and status <> 'ACTIVE') c
        where not extent.many
          and (c.last_activity_at, c.id) < (wanted.before_at, wanted.before_id)
          and (c.account_id = any (wanted.hidden)) is not true
        order by at desc, chat_id desc
        limit ?) page on true
      where extent.many
        or page.chat_id is not null
      """;

  // The latest are those of each list of chats. Names and addresses are looked up for each of them, which no plan can turn into
  // collecting all that match.
  static final String FROM_THE_LATEST = WANTED + """
      select found.id as chat_id, null::uuid as message_id, found.last_activity_at as at, null as text
      from wanted
      cross join lateral (
        select id, last_activity_at
        from (
          select c.*
          from unnest('{%s}'::smallint[]) as listed(queue)
          cross join lateral (
            select id, contact_id, account_id, last_activity_at
            from chats
            where chats.queue = listed.queue
              and tenant_id = wanted.tenant_id
              and (last_activity_at, id) < (wanted.before_at, wanted.before_id)
            order by last_activity_at desc, id desc
            limit ?) c
          order by last_activity_at desc, id desc
          limit ?) latest
        where (account_id = any (wanted.hidden)) is not true
          and ((
              select name_beginnings(name) @@ wanted.named
              from contacts
              where id = contact_id) is true
            or (
              select bool_or(address_words(kind, value) @@ wanted.addressed)
              from contact_identities i
              where i.contact_id = latest.contact_id
                and kind in ('PHONE', 'EMAIL')) is true)
        order by last_activity_at desc, id desc
        limit ?) found
      """
      .formatted(Arrays.stream(ChatQueue.values()).map(queue -> String.valueOf(queue.code()))
          .collect(Collectors.joining(",")));

  private PeopleSearch() {}

  /// All who match are read, and their chats sorted; empty where these are more people than this.
  static Optional<List<Found>> byIndex(Connection connection, SearchQuery query, int most) throws SQLException {
    var enough = most + 1L;
    try (var statement = Rows.prepare(connection, BY_INDEX, values(query, enough, enough, most, query.limit()));
        var row = statement.executeQuery()) {
      var found = new ArrayList<Found>();
      while (row.next()) {
        if (row.getBoolean("many")) {
          return Optional.empty();
        }
        found.add(Found.of(row));
      }
      return Optional.of(found);
    }
  }

  /// Looks among so many of the chats in which something happened last, and at no more of them than a page needs.
  static List<Found> fromTheLatest(Connection connection, SearchQuery query, int many) throws SQLException {
    return SearchQuery.read(connection, FROM_THE_LATEST, values(query, many, many, query.limit()));
  }

  // What is wanted, and then this.
  private static @Nullable Object[] values(SearchQuery query, Object... further) {
    var digits = query.digits();
    return Stream.concat(Stream.of(query.words(), digits == null ? null : digits + ":*", query.viewer().tenantId(),
        query.beforeAt(), query.beforeId(), query.viewer().hiddenIds()), Arrays.stream(further)).toArray();
  }
}
