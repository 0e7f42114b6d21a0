package dev.switchboard.core.chat;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds the open chat of a person over an account, or makes it: at most one there is, however many ask at once.
///
/// All methods run in the caller's transaction and work on any number of people in one round trip each.
public final class OpenChats {

  private OpenChats() {}

  /// Whose chat is wanted.
  ///
  /// @param name what the person is called, used where the person is new
  public record Wanted(UUID tenantId, UUID accountId, Address address, @Nullable String name) {

    private Key key() {
      return new Key(tenantId, accountId, address.kind().name(), address.matchKey());
    }
  }

  /// A chat that is locked until the end of the transaction.
  public record Found(UUID chatId, UUID contactId) {}

  private record Key(UUID tenantId, UUID accountId, String kind, String matchKey) {}

  /// Locks the open chats in the order of their ids, as everybody does who may add to or take from their queues.
  ///
  /// The result stands in the order of what was wanted, null where there is no open chat. The next statement of the
  /// transaction sees all that was committed under these locks before.
  public static List<@Nullable Found> lock(Connection connection, List<Wanted> wanted) throws SQLException {
    return find(connection, wanted, """
        select f.ord, locked.id, locked.contact_id, locked.status = 'ACTIVE' as open
        from (
          select ord, id
          from found
          order by id) f
        cross join lateral (
          select id, contact_id, status
          from chats
          where id = f.id
          for no key update) locked
        """);
  }

  /// The same without locks: the chats may be closed at any time.
  public static List<@Nullable Found> find(Connection connection, List<Wanted> wanted) throws SQLException {
    return find(connection, wanted, """
        select ord, id, contact_id, true as open
        from found
        """);
  }

  // The limits are there for the planner: each person is looked up by index, whatever the statistics say of young tables.
  private static List<@Nullable Found> find(Connection connection, List<Wanted> wanted, String rest)
      throws SQLException {
    var sql = """
        with found as materialized (
          select r.ord, c.id, c.contact_id
          from unnest(?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
            as r(ord, tenant_id, account_id, kind, match_key)
          cross join lateral (
            select contact_id
            from contact_identities
            where tenant_id = r.tenant_id
              and kind = r.kind
              and match_key = r.match_key
            limit 1) i
          cross join lateral (
            select id, contact_id
            from chats
            where contact_id = i.contact_id
              and account_id = r.account_id
              and kind = 'customer'
              and status = 'ACTIVE'
            limit 1) c)
        """ + rest;
    var places = new HashMap<Key, Integer>();
    wanted.forEach(one -> places.putIfAbsent(one.key(), places.size()));
    var keys = places.entrySet().stream().sorted(Map.Entry.comparingByValue()).map(Map.Entry::getKey).toList();
    var found = new HashMap<Integer, Found>();
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("integer", IntStream.range(0, keys.size()).boxed().toArray()));
      new Columns<>(statement, 2, keys).uuid(Key::tenantId).uuid(Key::accountId).text(Key::kind).text(Key::matchKey);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          // Looked at here: as a condition it would lead the planner to an index that begins with the status.
          if (rows.getBoolean("open")) {
            found.put(rows.getInt("ord"),
                new Found(rows.getObject("id", UUID.class), rows.getObject("contact_id", UUID.class)));
          }
        }
      }
    }
    return wanted.stream().<@Nullable Found>map(one -> found.get(places.get(one.key()))).toList();
  }

  /// Makes the people and chats that are missing. Call it before any chat is locked: it may wait for others who make the
  /// same ones, and they may wait for a lock.
  public static void create(Connection connection, List<Wanted> wanted) throws SQLException {
    var seen = new HashSet<Key>();
    var missing = wanted.stream()
        .filter(one -> seen.add(one.key()))
        .sorted(Comparator.comparing(Wanted::key, BY_KEY))
        .toList();
    createContacts(connection, missing);
    createChats(connection, missing);
  }

  // Everybody inserts in this order, so that two who make the same rows wait for one another in one direction only.
  private static final Comparator<Key> BY_KEY = Comparator.comparing(Key::tenantId)
      .thenComparing(Key::kind)
      .thenComparing(Key::matchKey)
      .thenComparing(Key::accountId);

  // The identity decides who makes the person; foreign keys are checked at the end of the statement.
  private static void createContacts(Connection connection, List<Wanted> missing) throws SQLException {
    var sql = """
        with r as (
          select *
          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[])
            with ordinality as r(tenant_id, kind, match_key, value, contact_id, name, ord)),
        identity as (
          insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
          select tenant_id, kind, match_key, value, contact_id
          from r
          order by ord
          on conflict do nothing
          returning contact_id)
        insert into contacts (id, tenant_id, name)
        select contact_id, r.tenant_id, r.name
        from identity
        join r using (contact_id)
        """;
    record New(Wanted wanted, UUID contactId) {}
    var rows = missing.stream().map(one -> new New(one, Ids.next())).toList();
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, rows)
          .uuid(row -> row.wanted.tenantId())
          .text(row -> row.wanted.address().kind().name())
          .text(row -> row.wanted.address().matchKey())
          .text(row -> row.wanted.address().value())
          .uuid(New::contactId)
          .text(row -> row.wanted.name());
      statement.executeUpdate();
    }
  }

  private static void createChats(Connection connection, List<Wanted> missing) throws SQLException {
    var sql = """
        insert into chats (id, tenant_id, kind, contact_id, account_id, address)
        select r.id, r.tenant_id, 'customer', i.contact_id, r.account_id, i.value
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
          as r(id, tenant_id, account_id, kind, match_key)
        join contact_identities i
          on i.tenant_id = r.tenant_id and i.kind = r.kind and i.match_key = r.match_key
        order by i.contact_id, r.account_id
        on conflict (contact_id, account_id) where kind = 'customer' and status = 'ACTIVE' do nothing
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, missing)
          .uuid(one -> Ids.next())
          .uuid(Wanted::tenantId)
          .uuid(Wanted::accountId)
          .text(one -> one.address().kind().name())
          .text(one -> one.address().matchKey());
      statement.executeUpdate();
    }
  }
}
