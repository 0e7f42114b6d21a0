package dev.switchboard.core.chat;

/// What a [SearchQuery] asks the database: for people by index, and for messages in one of two ways.
final class SearchStatement {

  // All that match, by the index of words.
  private static final String INDEXED = """
          select message_id, chat_id
          from message_words
          where words @@ wanted.said
            and (tenant_id = ?) is true
            and (message_id < ?) is true
          %s
          order by message_id desc
          limit ?\
      """;

  // From the latest on, as far as they are needed or looked at.
  private static final String LATEST = """
          select message_id, chat_id
          from (
            select message_id, chat_id, words
            from message_words
            where tenant_id = ?
              and message_id < ?
            order by message_id desc
            limit ?) latest
          where words @@ wanted.said
          %s
          order by message_id desc
          limit ?\
      """;

  // They are neither a page nor all there are.
  private static final String UNFINISHED = """
      case when (select count(*) from said) < ? then exists (
          select
          from message_words
          where tenant_id = ?
            and message_id < ?
          order by message_id desc
          offset ?) else false end\
      """;

  private static final String HIDDEN = """
      and ((
            select c.account_id
            from chats c
            where c.id = chat_id) = any (?::uuid[])) is not true\
      """;

  /// @param hides whether something is hidden from the viewer
  static String byIndex(boolean hides) {
    return statement(INDEXED, "false", hides ? HIDDEN : "");
  }

  /// @param hides whether something is hidden from the viewer
  static String fromTheLatest(boolean hides) {
    return statement(LATEST, UNFINISHED, hides ? HIDDEN : "");
  }

  private SearchStatement() {}

  /// @param said the newest messages with the words before the page's bound, at least a page of them
  /// @param unfinished whether there may be further ones though they are less than a page
  /// @param hidden what leaves out what the viewer does not see
  private static String statement(String said, String unfinished, String hidden) {
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
        said as materialized (
          select m.message_id, m.chat_id
          from wanted
          cross join lateral (
        %s) m),
        extent as materialized (
          select %s as unfinished, (select count(*) from said) as messages),
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
          select chat_id, message_id, written_at(message_id), message_id
          from said)
        select extent.unfinished, extent.messages, page.chat_id, page.message_id, page.at, said_in(m.content) as text
        from extent
        left join (
          select *
          from found
          where (at, id) < (?, ?)
          %s
          order by at desc, id desc
          limit ?) page on not extent.unfinished
        left join chat_messages m on m.id = page.message_id
        order by page.at desc, page.id desc
        """.formatted(said.formatted(hidden), unfinished, hidden);
  }
}
