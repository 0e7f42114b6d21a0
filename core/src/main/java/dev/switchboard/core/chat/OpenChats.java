package dev.switchboard.core.chat;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.contact.IdentityKey;
import dev.switchboard.core.contact.Introductions;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds the open chat of a person over an account, or makes it: at most one there is, however many ask at once.
///
/// All methods run in the caller's transaction and work on any number of people in one round trip each.
public final class OpenChats {

  private OpenChats() {}

  /// Whose chat is wanted.
  ///
  /// @param addresses all by which the person is named, the best first; never empty
  /// @param name what the person is called, used where the person is new
  public record Wanted(UUID tenantId, UUID accountId, List<Address> addresses, @Nullable String name) {

    public Wanted {
      addresses = List.copyOf(addresses);
    }

    public Wanted(UUID tenantId, UUID accountId, Address address, @Nullable String name) {
      this(tenantId, accountId, List.of(address), name);
    }

    /// The best one: where the chat's messages go.
    public Address address() {
      return addresses.getFirst();
    }

    public Introductions.Person person() {
      return new Introductions.Person(tenantId, accountId, addresses, name);
    }

    private Key key() {
      return key(address());
    }

    private Key key(Address address) {
      return new Key(tenantId, accountId, address.kind().name(), address.matchKey());
    }
  }

  /// A chat that is locked until the end of the transaction.
  public record Found(UUID chatId, UUID contactId) {}

  /// Whether somebody may be written to.
  ///
  /// @param chat locked; null where there is none that is open, or where it is not to be used
  /// @param optedOut whether the address is among the suppressions
  public record Sending(@Nullable Found chat, boolean optedOut) {}

  /// What is known of an address.
  ///
  /// @param value how it was spelt last
  /// @param chatId the contact's open chat, not locked; null where there is none
  public record Known(UUID contactId, String value, @Nullable UUID chatId) {}

  private record Key(UUID tenantId, UUID accountId, String kind, String matchKey) {

    IdentityKey identity() {
      return new IdentityKey(tenantId, kind, matchKey);
    }
  }

  private static final Sending NOBODY = new Sending(null, false);

  // The limits are there for the planner: each person is looked up by index, whatever the statistics say of young tables.
  private static final String CHAT = """
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
            limit 1) c
      """;

  /// Locks the open chats in the order of their ids, as everybody does who may add to or take from their queues.
  ///
  /// The result stands in the order of what was wanted, null where there is no open chat. The next statement of the
  /// transaction sees all that was committed under these locks before.
  public static List<@Nullable Found> lock(Connection connection, List<Wanted> wanted) throws SQLException {
    return select(connection, wanted, """
        with found as materialized (
          select r.ord, c.id
          from unnest(?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
            as r(ord, tenant_id, account_id, kind, match_key)
        %s)
        select f.ord, locked.id, locked.contact_id, locked.status = 'ACTIVE' as open, false as opted_out
        from (
          select ord, id
          from found
          order by id) f
        cross join lateral (
          select id, contact_id, status
          from chats
          where id = f.id
          for no key update) locked
        """.formatted(CHAT)).stream().<@Nullable Found>map(Sending::chat).toList();
  }

  /// The same for messages that are to be sent, and whether they may be: no chat is locked with whom does not want any.
  public static List<Sending> lockToSend(Connection connection, List<Wanted> wanted) throws SQLException {
    return select(connection, wanted, """
        with found as materialized (
          select r.ord, chat.id,
            exists (
              select
              from suppressions s
              where s.tenant_id = r.tenant_id
                and s.match_key = r.match_key
                and s.kind = r.kind
                and (s.account_id is null or s.account_id = r.account_id)) as opted_out
          from unnest(?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
            as r(ord, tenant_id, account_id, kind, match_key)
          left join lateral (
            select c.id
            from (select 1) as one
        %s) chat on true)
        select f.ord, locked.id, locked.contact_id, locked.status = 'ACTIVE' as open, false as opted_out
        from (
          select ord, id
          from found
          where not opted_out
            and id is not null
          order by id) f
        cross join lateral (
          select id, contact_id, status
          from chats
          where id = f.id
          for no key update) locked
        union all
        select ord, null, null, false, true
        from found
        where opted_out
        """.formatted(CHAT));
  }

  private static List<Sending> select(Connection connection, List<Wanted> wanted, String sql) throws SQLException {
    var places = new HashMap<Key, Integer>();
    wanted.forEach(one -> places.putIfAbsent(one.key(), places.size()));
    var found = new HashMap<Integer, Sending>();
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, places);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          // Looked at here: as a condition it would lead the planner to an index that begins with the status.
          var open = rows.getBoolean("open");
          var optedOut = rows.getBoolean("opted_out");
          if (open || optedOut) {
            found.put(rows.getInt("ord"), new Sending(open
                ? new Found(rows.getObject("id", UUID.class), rows.getObject("contact_id", UUID.class))
                : null, optedOut));
          }
        }
      }
    }
    return wanted.stream()
        .map(one -> found.getOrDefault(Objects.requireNonNull(places.get(one.key())), NOBODY))
        .toList();
  }

  private static void bind(PreparedStatement statement, Map<Key, Integer> places) throws SQLException {
    var keys = places.entrySet().stream().sorted(Map.Entry.comparingByValue()).map(Map.Entry::getKey).toList();
    statement.setArray(1,
        statement.getConnection().createArrayOf("integer", IntStream.range(0, keys.size()).boxed().toArray()));
    new Columns<>(statement, 2, keys).uuid(Key::tenantId).uuid(Key::accountId).text(Key::kind).text(Key::matchKey);
  }

  /// What is known of each of the addresses, in their order, null where nothing is. Nothing is locked: it may change at any
  /// time.
  public static List<List<@Nullable Known>> known(Connection connection, List<Wanted> wanted) throws SQLException {
    var sql = """
        select r.ord, i.contact_id, i.value, c.id
        from unnest(?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
          as r(ord, tenant_id, account_id, kind, match_key)
        cross join lateral (
          select contact_id, value
          from contact_identities
          where tenant_id = r.tenant_id
            and kind = r.kind
            and match_key = r.match_key
          limit 1) i
        left join lateral (
          select id
          from chats
          where contact_id = i.contact_id
            and account_id = r.account_id
            and kind = 'customer'
            and status = 'ACTIVE'
          limit 1) c on true
        """;
    var places = new HashMap<Key, Integer>();
    wanted.forEach(one -> one.addresses().forEach(address -> places.putIfAbsent(one.key(address), places.size())));
    var known = new HashMap<Integer, Known>();
    try (var statement = connection.prepareStatement(sql)) {
      bind(statement, places);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          known.put(rows.getInt("ord"), new Known(rows.getObject("contact_id", UUID.class), rows.getString("value"),
              rows.getObject("id", UUID.class)));
        }
      }
    }
    return wanted.stream()
        .<List<@Nullable Known>>map(one -> one.addresses().stream()
            .<@Nullable Known>map(address -> known.get(places.get(one.key(address))))
            .toList())
        .toList();
  }

  /// Which of these are not to be written to. For callers that make chats before they lock any.
  public static List<Boolean> optedOut(Connection connection, List<Wanted> wanted) throws SQLException {
    return select(connection, wanted, """
        select r.ord, null::uuid as id, null::uuid as contact_id, false as open, true as opted_out
        from unnest(?::integer[], ?::uuid[], ?::uuid[], ?::text[], ?::text[])
          as r(ord, tenant_id, account_id, kind, match_key)
        where exists (
          select
          from suppressions s
          where s.tenant_id = r.tenant_id
            and s.match_key = r.match_key
            and s.kind = r.kind
            and (s.account_id is null or s.account_id = r.account_id))
        """).stream().map(Sending::optedOut).toList();
  }

  /// Makes the people and chats that are missing. Call it before any chat is locked: it may wait for others who make the
  /// same ones, and they may wait for a lock.
  ///
  /// @return whether these were all strangers: then nobody else sees the chats before the commit, which is as good as a lock
  ///         of them
  public static Optional<List<Found>> create(Connection connection, List<Wanted> wanted) throws SQLException {
    var distinct = distinct(wanted);
    var made = createStrangers(connection, distinct);
    if (made.size() == distinct.size()) {
      return Optional.of(wanted.stream().map(one -> Objects.requireNonNull(made.get(one.key()))).toList());
    }
    made.keySet().forEach(distinct::remove);
    insertChats(connection, distinct.values());
    return Optional.empty();
  }

  private record Stranger(Key key, Wanted wanted, UUID contactId, boolean first, UUID chatId) {}

  // One statement for whoever is new. The address decides who makes a person; foreign keys are checked at the end. `is true`
  // has it look up who was made in a hash; a join would read each for each other.
  private static Map<Key, Found> createStrangers(Connection connection, Map<Key, Wanted> wanted) throws SQLException {
    var sql = """
        with r as materialized (
          select *
          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::boolean[], ?::uuid[], ?::uuid[])
            with ordinality as r(tenant_id, kind, match_key, value, name, contact_id, first, account_id, chat_id, ord)),
        identity as (
          insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
          select tenant_id, kind, match_key, value, contact_id
          from r
          where first
          order by ord
          on conflict do nothing
          returning contact_id),
        contact as (
          insert into contacts (id, tenant_id, name)
          select contact_id, tenant_id, name
          from r
          where first
            and (contact_id in (select contact_id from identity)) is true)
        insert into chats (id, tenant_id, kind, contact_id, account_id, address, silent)
        select chat_id, tenant_id, 'customer', contact_id, account_id, value, true
        from r
        where (contact_id in (select contact_id from identity)) is true
        order by ord
        returning id, contact_id
        """;
    var contacts = new HashMap<IdentityKey, UUID>();
    var strangers = wanted.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().identity()))
        .map(entry -> {
          var made = Ids.next();
          // Wanted over another account as well.
          var known = contacts.putIfAbsent(entry.getKey().identity(), made);
          return new Stranger(entry.getKey(), entry.getValue(), known == null ? made : known, known == null,
              Ids.next());
        })
        .toList();
    var places = strangers.stream().collect(Collectors.toMap(Stranger::chatId, Stranger::key));
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, strangers)
          .uuid(one -> one.key.tenantId)
          .text(one -> one.key.kind)
          .text(one -> one.key.matchKey)
          .text(one -> one.wanted.address().value())
          .text(one -> one.wanted.name)
          .uuid(Stranger::contactId)
          .bool(Stranger::first)
          .uuid(one -> one.key.accountId)
          .uuid(Stranger::chatId);
      try (var row = statement.executeQuery()) {
        var made = new HashMap<Key, Found>();
        while (row.next()) {
          var chatId = row.getObject(1, UUID.class);
          made.put(Objects.requireNonNull(places.get(chatId)), new Found(chatId, row.getObject(2, UUID.class)));
        }
        return made;
      }
    }
  }

  /// Makes the chats that are missing, of people who are known. Before any chat is locked, as [#create].
  public static void createChats(Connection connection, List<Wanted> wanted) throws SQLException {
    insertChats(connection, distinct(wanted).values());
  }

  private static Map<Key, Wanted> distinct(List<Wanted> wanted) {
    var distinct = new LinkedHashMap<Key, Wanted>();
    wanted.forEach(one -> distinct.putIfAbsent(one.key(), one));
    return distinct;
  }

  private static void insertChats(Connection connection, Collection<Wanted> missing) throws SQLException {
    var sql = """
        insert into chats (id, tenant_id, kind, contact_id, account_id, address, silent, window_expires_at, window_watched)
        select r.id, r.tenant_id, 'customer', i.contact_id, r.account_id, r.value, true, past.window_expires_at,
          coalesce(past.window_watched, false)
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[])
          as r(id, tenant_id, account_id, kind, match_key, value)
        join contact_identities i
          on i.tenant_id = r.tenant_id and i.kind = r.kind and i.match_key = r.match_key
        left join lateral (
          -- The customer's window is open whichever of their chats they wrote in.
          select window_expires_at, window_watched
          from chats
          where contact_id = i.contact_id
            and account_id = r.account_id
            and status <> 'ACTIVE'
            and window_expires_at > now()
          order by window_expires_at desc
          limit 1) past on true
        order by i.contact_id, r.account_id
        on conflict (contact_id, account_id) where kind = 'customer' and status = 'ACTIVE' do nothing
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, List.copyOf(missing))
          .uuid(one -> Ids.next())
          .uuid(Wanted::tenantId)
          .uuid(Wanted::accountId)
          .text(one -> one.address().kind().name())
          .text(one -> one.address().matchKey())
          .text(one -> one.address().value());
      statement.executeUpdate();
    }
  }
}
