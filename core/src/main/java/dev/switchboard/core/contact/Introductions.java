package dev.switchboard.core.contact;

import dev.switchboard.core.consent.SuppressionList;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes whatever a service names in one item one contact's: addresses that are new go to the contact that has the others.
///
/// All methods run in the caller's transaction, before it locks any chat: they may wait for others who make the same rows.
/// Contacts are locked before their addresses, addresses in the order of their keys.
public final class Introductions {

  /// Somebody by all addresses that one item names.
  ///
  /// @param addresses the best first; never empty
  /// @param name what the person is called, used where the person is new
  public record Person(UUID tenantId, UUID accountId, List<Address> addresses, @Nullable String name) {

    public Person {
      addresses = List.copyOf(addresses);
    }
  }

  /// What is known of an address.
  ///
  /// @param value how it was spelt last
  public record Known(UUID contactId, String value) {}

  /// Addresses of one person belong to two contacts. Nothing was changed; the two are to be merged first.
  public static final class TwoContactsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Person> people;

    TwoContactsException(List<Person> people) {
      super("addresses of one person belong to two contacts", null, false, false);
      this.people = people;
    }

    /// Those whose addresses belong to several contacts.
    public List<Person> people() {
      return people;
    }
  }

  // An address as it is to be, and of whom.
  private record Row(UUID tenantId, Address address, UUID contactId, boolean fresh, @Nullable String name) {

    IdentityKey key() {
      return IdentityKey.of(tenantId, address);
    }
  }

  private static final Comparator<Row> BY_KEY = Comparator.comparing(Row::key);

  private Introductions() {}

  /// Gives every person one contact, and that contact every address, in the spelling of this item.
  ///
  /// @param known what is known of each person's addresses, in their order
  /// @param mayMerge whether to refuse where a person's addresses belong to several contacts; otherwise each person is the
  ///        contact of the best address that is known
  /// @throws TwoContactsException where they do
  /// @throws DatabaseException a conflict, where others did the same at this moment
  public static void settle(Connection connection, List<Person> people, List<List<@Nullable Known>> known,
      boolean mayMerge) throws SQLException {
    if (mayMerge) {
      refuseTwo(people, known);
    }
    var rows = rows(people, known);
    var attached = rows.stream().filter(row -> !row.fresh).toList();
    var spelt = spelt(people, known);
    lockLiving(connection, Stream.concat(attached.stream(), spelt.stream()).map(Row::contactId).toList());
    respell(connection, spelt);
    var inserted = insert(connection, rows);
    checkWhole(rows, inserted);
    tell(connection, attached);
    for (var person : people) {
      if (person.addresses().size() > 1) {
        SuppressionList.share(connection, person.tenantId(), person.addresses());
      }
    }
  }

  private static void refuseTwo(List<Person> people, List<List<@Nullable Known>> known) {
    var two = new ArrayList<Person>();
    for (var i = 0; i < people.size(); i++) {
      if (contacts(known.get(i)).size() > 1) {
        two.add(people.get(i));
      }
    }
    if (!two.isEmpty()) {
      throw new TwoContactsException(two);
    }
  }

  private static Set<UUID> contacts(List<@Nullable Known> known) {
    var contacts = new LinkedHashSet<UUID>();
    known.stream().filter(Objects::nonNull).forEach(each -> contacts.add(each.contactId));
    return contacts;
  }

  // The addresses that are in no row yet, each once, with the contact that is to have them. Of people who share an address
  // that nobody has yet, all get the same one.
  private static List<Row> rows(List<Person> people, List<List<@Nullable Known>> known) {
    var contactOf = new HashMap<IdentityKey, UUID>();
    var fresh = new HashSet<UUID>();
    var rows = new LinkedHashMap<IdentityKey, Row>();
    for (var round = 0; round < 2; round++) {
      for (var i = 0; i < people.size(); i++) {
        var person = people.get(i);
        var contacts = contacts(known.get(i));
        // Who is known comes first: somebody else's new address may be theirs.
        if (contacts.isEmpty() == (round == 1)) {
          var contact = contacts.stream().findFirst()
              .or(() -> keys(person).stream().map(contactOf::get).filter(Objects::nonNull).findFirst())
              .orElseGet(() -> made(fresh));
          addRows(person, known.get(i), contact, fresh.contains(contact), contactOf, rows);
        }
      }
    }
    return rows.values().stream().sorted(BY_KEY).toList();
  }

  private static UUID made(Set<UUID> fresh) {
    var contact = Ids.next();
    fresh.add(contact);
    return contact;
  }

  private static List<IdentityKey> keys(Person person) {
    return person.addresses().stream().map(address -> IdentityKey.of(person.tenantId(), address)).toList();
  }

  private static void addRows(Person person, List<@Nullable Known> known, UUID contact, boolean fresh,
      Map<IdentityKey, UUID> contactOf, Map<IdentityKey, Row> rows) {
    var keys = keys(person);
    for (var i = 0; i < keys.size(); i++) {
      contactOf.putIfAbsent(keys.get(i), contact);
      if (known.get(i) == null) {
        rows.putIfAbsent(keys.get(i), new Row(person.tenantId(), person.addresses().get(i), contact, fresh,
            person.name()));
      }
    }
  }

  // A contact that is being merged at this moment would take its new address along to nobody.
  private static void lockLiving(Connection connection, Collection<UUID> contactIds) throws SQLException {
    var wanted = Set.copyOf(contactIds);
    if (wanted.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        select id
        from contacts
        where id = any (?)
          and merged_into is null
        order by id
        for key share
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", wanted.toArray()));
      try (var row = statement.executeQuery()) {
        var living = 0;
        while (row.next()) {
          living++;
        }
        if (living < wanted.size()) {
          throw again("a contact has just been merged");
        }
      }
    }
  }

  private static List<Row> spelt(List<Person> people, List<List<@Nullable Known>> known) {
    var spelt = new LinkedHashMap<IdentityKey, Row>();
    for (var i = 0; i < people.size(); i++) {
      var person = people.get(i);
      for (var j = 0; j < person.addresses().size(); j++) {
        var address = person.addresses().get(j);
        var before = known.get(i).get(j);
        if (before != null && !before.value.equals(address.value())) {
          spelt.put(IdentityKey.of(person.tenantId(), address),
              new Row(person.tenantId(), address, before.contactId, false, null));
        }
      }
    }
    return spelt.values().stream().sorted(BY_KEY).toList();
  }

  private static void respell(Connection connection, List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        update contact_identities i
        set value = r.value
        from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as r(tenant_id, kind, match_key, value)
        where i.tenant_id = r.tenant_id
          and i.kind = r.kind
          and i.match_key = r.match_key
        """)) {
      new Columns<>(statement, 1, rows)
          .uuid(Row::tenantId)
          .text(row -> row.key().kind())
          .text(row -> row.key().matchKey())
          .text(row -> row.address.value());
      statement.executeUpdate();
    }
  }

  // The address decides who makes the person; foreign keys are checked at the end of the statement. `is true` has it look up
  // in a hash what was inserted; a join would read each row for each other. Returns what was not there before.
  private static Set<IdentityKey> insert(Connection connection, List<Row> rows) throws SQLException {
    var inserted = new HashSet<IdentityKey>();
    if (rows.isEmpty()) {
      return inserted;
    }
    var sql = """
        with r as (
          select *
          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::boolean[], ?::text[])
            with ordinality as r(tenant_id, kind, match_key, value, contact_id, fresh, name, ord)),
        identity as (
          insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
          select tenant_id, kind, match_key, value, contact_id
          from r
          order by ord
          on conflict do nothing
          returning tenant_id, kind, match_key, contact_id),
        contact as (
          insert into contacts (id, tenant_id, name)
          select distinct on (contact_id) contact_id, tenant_id, name
          from r
          where fresh
            and (contact_id in (select contact_id from identity)) is true
          order by contact_id, ord)
        select tenant_id, kind, match_key
        from identity
        """;
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, rows)
          .uuid(Row::tenantId)
          .text(row -> row.key().kind())
          .text(row -> row.key().matchKey())
          .text(row -> row.address.value())
          .uuid(Row::contactId)
          .bool(Row::fresh)
          .text(Row::name);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          inserted.add(new IdentityKey(row.getObject(1, UUID.class), row.getString(2), row.getString(3)));
        }
      }
    }
    return inserted;
  }

  // Somebody else made some of a person's addresses at this moment, and perhaps of another contact. A person of whom all are
  // there now was made by somebody else.
  private static void checkWhole(List<Row> rows, Set<IdentityKey> inserted) {
    for (var row : rows) {
      if (!inserted.contains(row.key()) && (!row.fresh || rows.stream()
          .anyMatch(other -> other.contactId.equals(row.contactId) && inserted.contains(other.key())))) {
        throw again("an address was given to somebody at this moment");
      }
    }
  }

  private static DatabaseException again(String why) {
    return DatabaseException.of(new SQLException(why, "40001"));
  }

  private static void tell(Connection connection, List<Row> attached) throws SQLException {
    if (attached.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into events (epoch, xid, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'contact_updated',
          jsonb_build_object('contactId', contact_id, 'added', jsonb_build_object('kind', kind, 'address', value))
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[]) as r(tenant_id, contact_id, kind, value)
        """)) {
      new Columns<>(statement, 1, attached)
          .uuid(Row::tenantId)
          .uuid(Row::contactId)
          .text(row -> row.key().kind())
          .text(row -> row.address.value());
      statement.executeUpdate();
    }
  }
}
