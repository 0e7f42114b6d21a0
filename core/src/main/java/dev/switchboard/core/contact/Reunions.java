package dev.switchboard.core.contact;

import dev.switchboard.core.consent.SuppressionList;
import dev.switchboard.core.contact.Introductions.Known;
import dev.switchboard.core.contact.Introductions.Person;
import dev.switchboard.core.contact.Introductions.TwoContactsException;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.doorbell.Doorbell;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Brings together what services say is one person's: each time in a transaction of its own, so that it waits for nobody who
/// holds a chat. Whom an agent has told apart stays apart. Thread-safe; blocks until the commit.
public final class Reunions {

  private static final int REMEMBERED = 20_000;

  private final Database database;
  private final Doorbell doorbell;
  // People whose addresses are together, so that the receipts of all messages to them cost one look.
  private final Set<List<Object>> together = ConcurrentHashMap.newKeySet();

  public Reunions(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Gives all addresses of the person to the contact that has one of them; where there is none, nothing happens.
  public void introduce(Person person) {
    var key = List.<Object>of(person.tenantId(), person.addresses());
    if (together.contains(key)) {
      return;
    }
    try {
      var changed = database.retried(connection -> introduce(connection, person));
      if (changed) {
        doorbell.ring("events");
      }
    } catch (TwoContactsException e) {
      unite(person);
    }
    if (together.size() >= REMEMBERED) {
      together.clear();
    }
    together.add(key);
  }

  private static boolean introduce(Connection connection, Person person) throws SQLException {
    var known = known(connection, person.tenantId(), person.addresses());
    if (known.stream().allMatch(Objects::isNull) || isTogether(person, known)) {
      return false;
    }
    Introductions.settle(connection, List.of(person), List.of(known), true);
    return true;
  }

  private static boolean isTogether(Person person, List<@Nullable Known> known) {
    var first = known.getFirst();
    for (var i = 0; i < known.size(); i++) {
      var each = known.get(i);
      if (first == null || each == null || !each.contactId().equals(first.contactId())
          || !each.value().equals(person.addresses().get(i).value())) {
        return false;
      }
    }
    return true;
  }

  /// Merges the contacts that have addresses of this person into the oldest of them.
  public void unite(Person person) {
    database.retried(connection -> {
      var merge = new MergeTransaction(connection, person.tenantId());
      unite(connection, merge, contacts(known(connection, person.tenantId(), person.addresses())), person.accountId(),
          MergeCause.SAME_ITEM);
      SuppressionList.share(connection, person.tenantId(), person.addresses());
      return person;
    });
    doorbell.ring("events");
  }

  // Returns who has everything afterwards, or null where some were to stay apart.
  private static @Nullable UUID unite(Connection connection, MergeTransaction merge, List<UUID> contacts,
      UUID accountId, MergeCause cause) throws SQLException {
    var living = merge.lock(contacts);
    var oldest = oldestFirst(connection, contacts);
    var winner = oldest.getFirst();
    var all = true;
    for (var loser : oldest.subList(1, oldest.size())) {
      if (isToldApart(connection, loser, winner)) {
        all = false;
      } else {
        merge.merge(Objects.requireNonNull(living.get(loser)), Objects.requireNonNull(living.get(winner)), cause,
            accountId, null);
      }
    }
    return all ? winner : null;
  }

  private static List<UUID> oldestFirst(Connection connection, List<UUID> contacts) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select id
        from contacts
        where id = any (?)
        order by created_at, id
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", contacts.toArray()));
      try (var row = statement.executeQuery()) {
        var ids = new ArrayList<UUID>();
        while (row.next()) {
          ids.add(row.getObject(1, UUID.class));
        }
        return ids;
      }
    }
  }

  private static boolean isToldApart(Connection connection, UUID one, UUID other) throws SQLException {
    return Rows.exist(connection, """
        select
        from contact_merges
        where undone_at is not null
          and (loser_id = ? and winner_id = ?
            or loser_id = ? and winner_id = ?)
        limit 1
        """, one, other, other, one);
  }

  /// Notes that somebody has another address, or a further one. Where neither is known, nothing happens.
  public void move(Move move) {
    database.retried(connection -> {
      move(connection, move);
      return move;
    });
    doorbell.ring("events");
  }

  private static void move(Connection connection, Move move) throws SQLException {
    var addresses = List.of(move.known(), move.also());
    var known = known(connection, move.tenantId(), addresses);
    if (known.getFirst() == null && (known.getLast() == null || move.instead())) {
      return;
    }
    var merge = new MergeTransaction(connection, move.tenantId());
    var contacts = contacts(known);
    merge.lock(contacts);
    if (!contacts(known(connection, move.tenantId(), addresses)).equals(contacts)) {
      throw DatabaseException.of(new SQLException("an address has just changed hands", "40001"));
    }
    var contactId = contacts.size() == 1
        ? contacts.getFirst()
        : unite(connection, merge, contacts, move.accountId(), MergeCause.MOVED);
    if (contactId == null) {
      return;
    }
    if (move.known().isSame(move.also())) {
      // Two spellings of one number.
      merge.lockChats(List.of(contactId));
      respell(connection, move, contactId);
      return;
    }
    for (var i = 0; i < addresses.size(); i++) {
      if (known.get(i) == null) {
        attach(connection, move, addresses.get(i), contactId);
      }
    }
    if (move.instead()) {
      merge.lockChats(List.of(contactId));
      retire(connection, move, contactId);
      respell(connection, move, contactId);
    }
    SuppressionList.share(connection, move.tenantId(), addresses);
  }

  private static void attach(Connection connection, Move move, Address address, UUID contactId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with added as (
          insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
          values (?, ?, ?, ?, ?)
          on conflict do nothing
          returning *)
        insert into events (epoch, xid, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'contact_updated',
          jsonb_build_object('contactId', contact_id, 'added', jsonb_build_object('kind', kind, 'address', value))
        from added
        """)) {
      statement.setObject(1, move.tenantId());
      statement.setString(2, address.kind().name());
      statement.setString(3, address.matchKey());
      statement.setString(4, address.value());
      statement.setObject(5, contactId);
      if (statement.executeUpdate() == 0) {
        throw DatabaseException.of(new SQLException("an address was given to somebody at this moment", "40001"));
      }
    }
  }

  // It may be somebody else's by now: whoever writes from it next is a new contact.
  private static void retire(Connection connection, Move move, UUID contactId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with gone as (
          delete from contact_identities
          where tenant_id = ?
            and kind = ?
            and match_key = ?
            and contact_id = ?
          returning *),
        kept as (
          insert into retired_identities (id, tenant_id, contact_id, kind, match_key, value, since, why)
          select ?, tenant_id, contact_id, kind, match_key, value, created_at, 'moved to ' || ?
          from gone)
        insert into events (epoch, xid, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'contact_updated',
          jsonb_build_object('contactId', contact_id, 'removed', jsonb_build_object('kind', kind, 'address', value))
        from gone
        """)) {
      statement.setObject(1, move.tenantId());
      statement.setString(2, move.known().kind().name());
      statement.setString(3, move.known().matchKey());
      statement.setObject(4, contactId);
      statement.setObject(5, Ids.next());
      statement.setString(6, move.also().value());
      statement.executeUpdate();
    }
  }

  // Replies go to the new one, in closed chats as well. Chats may have the old one in any of its spellings.
  private static void respell(Connection connection, Move move, UUID contactId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with identity as (
          update contact_identities
          set value = ?
          where tenant_id = ?
            and kind = ?
            and match_key = ?)
        update chats
        set address = ?
        where id = any (?)
        """)) {
      statement.setString(1, move.also().value());
      statement.setObject(2, move.tenantId());
      statement.setString(3, move.also().kind().name());
      statement.setString(4, move.also().matchKey());
      statement.setString(5, move.also().value());
      statement.setArray(6, connection.createArrayOf("uuid", chatsWith(connection, move, contactId).toArray()));
      statement.executeUpdate();
    }
  }

  // An address of another kind is one for this service only.
  private static List<UUID> chatsWith(Connection connection, Move move, UUID contactId) throws SQLException {
    var everywhere = move.known().kind() == move.also().kind();
    var chats = new ArrayList<UUID>();
    try (var statement = connection.prepareStatement("""
        select id, account_id, address
        from chats
        where contact_id = ?
          and kind = 'customer'
          and status = 'ACTIVE'
        union all
        select id, account_id, address
        from chats
        where contact_id = ?
          and status <> 'ACTIVE'
        """)) {
      statement.setObject(1, contactId);
      statement.setObject(2, contactId);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var isOld = Address.parse(move.known().kind(), row.getString("address"))
              .filter(move.known()::isSame)
              .isPresent();
          if (isOld && (everywhere || move.accountId().equals(row.getObject("account_id", UUID.class)))) {
            chats.add(row.getObject("id", UUID.class));
          }
        }
      }
    }
    return chats;
  }

  private static List<UUID> contacts(List<@Nullable Known> known) {
    return known.stream().filter(Objects::nonNull).map(Known::contactId).distinct().toList();
  }

  private static List<@Nullable Known> known(Connection connection, UUID tenantId, List<Address> addresses)
      throws SQLException {
    var known = new ArrayList<@Nullable Known>();
    try (var statement = connection.prepareStatement("""
        select contact_id, value
        from contact_identities
        where tenant_id = ?
          and kind = ?
          and match_key = ?
        """)) {
      for (var address : addresses) {
        statement.setObject(1, tenantId);
        statement.setString(2, address.kind().name());
        statement.setString(3, address.matchKey());
        try (var row = statement.executeQuery()) {
          known.add(row.next() ? new Known(row.getObject(1, UUID.class), row.getString(2)) : null);
        }
      }
    }
    return known;
  }
}
