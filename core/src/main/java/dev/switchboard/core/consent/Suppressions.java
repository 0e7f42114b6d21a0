package dev.switchboard.core.consent;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.IdentityKind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The addresses of a tenant that are not written to: shown, added to and taken from by people. Thread-safe; reads and writes
/// the database, and never what is another tenant's.
@Singleton
public final class Suppressions {

  private static final String SELECT = """
      select s.id, s.kind, s.value, a.name as account, s.why, s.since, s.message_id, s.agent_id
      from suppressions s
      left join channel_accounts a on a.id = s.account_id
      """;

  private final Database database;
  private final Doorbell doorbell;

  public Suppressions(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// The newest first.
  ///
  /// @param before only those before this one; null to begin with the newest
  public List<Suppression> list(UUID tenantId, @Nullable UUID before, int limit) {
    return before == null ? select("""
        where s.tenant_id = ?
        order by s.id desc
        limit ?
        """, tenantId, limit) : select("""
        where s.tenant_id = ?
          and s.id < ?
        order by s.id desc
        limit ?
        """, tenantId, before, limit);
  }

  /// What holds for one address, in any of its spellings.
  public List<Suppression> of(UUID tenantId, Address address) {
    return select("""
        where s.tenant_id = ?
          and s.match_key = ?
          and s.kind = ?
        order by s.id desc
        """, tenantId, address.matchKey(), address.kind().name());
  }

  public Optional<Suppression> find(UUID tenantId, UUID id) {
    return select("""
        where s.tenant_id = ?
          and s.id = ?
        """, tenantId, id).stream().findFirst();
  }

  /// What holds for any of a contact's addresses.
  public List<Suppression> ofContact(UUID tenantId, UUID contactId) {
    return select("""
        join contact_identities i
          on i.tenant_id = s.tenant_id and i.kind = s.kind and i.match_key = s.match_key
        where i.tenant_id = ?
          and i.contact_id = ?
        order by s.id desc
        """, tenantId, contactId);
  }

  /// Has an address not written to any more. Where that is so already, nothing changes.
  ///
  /// @param accountId from this account; null for all
  /// @param why in the administrator's words
  public Suppression put(UUID tenantId, Address address, @Nullable UUID accountId, String why, UUID agentId) {
    write(new Consent(tenantId, address, accountId, false, why, Instant.now(), null, agentId));
    return select("""
        where s.tenant_id = ?
          and s.match_key = ?
          and s.kind = ?
          and s.account_id is not distinct from ?::uuid
        """, tenantId, address.matchKey(), address.kind().name(), accountId).getFirst();
  }

  /// Has an address written to again. Tells whether it was not.
  public boolean lift(UUID tenantId, UUID id, String why, UUID agentId) {
    record Row(Address address, @Nullable UUID accountId) {}
    var row = database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select kind, value, match_key, account_id
          from suppressions
          where tenant_id = ?
            and id = ?
          """)) {
        statement.setObject(1, tenantId);
        statement.setObject(2, id);
        try (var found = statement.executeQuery()) {
          return found.next()
              ? Optional.of(new Row(new Address(IdentityKind.valueOf(found.getString("kind")),
                  found.getString("value"), found.getString("match_key")), found.getObject("account_id", UUID.class)))
              : Optional.<Row>empty();
        }
      }
    });
    row.ifPresent(found -> write(
        new Consent(tenantId, found.address, found.accountId, true, why, Instant.now(), null, agentId)));
    return row.isPresent();
  }

  private void write(Consent consent) {
    database.retried(connection -> {
      SuppressionList.write(connection, consent);
      return consent;
    });
    doorbell.ring("events");
  }

  private List<Suppression> select(String where, @Nullable Object... values) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(SELECT + where)) {
        for (var i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        try (var rows = statement.executeQuery()) {
          var found = new ArrayList<Suppression>();
          while (rows.next()) {
            found.add(Suppression.read(rows));
          }
          return found;
        }
      }
    });
  }
}
