package dev.switchboard.core.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What agents know of contacts: their names, and fields of the tenant's own. A merge leaves each contact's fields with it.
///
/// Thread-safe; blocks until the commit; never touches what is another tenant's.
@Singleton
public final class ContactFields {

  /// So many a contact has at most.
  public static final int MOST = 50;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> FIELDS = new TypeReference<>() {};

  private record Known(@Nullable String name, TreeMap<String, String> fields) {}

  private final Database database;
  private final Doorbell doorbell;

  public ContactFields(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// What changes is told (`contact_updated`) and noted in the audit log, by the names of the fields.
  public ContactChange change(Actor actor, UUID contactId, ContactPatch patch) {
    var change = database.transaction(connection -> {
      var known = lock(connection, actor.tenantId(), contactId);
      if (known == null) {
        return ContactChange.UNKNOWN;
      }
      var wanted = patched(known, patch);
      if (wanted.fields.size() > MOST) {
        return ContactChange.TOO_MANY_FIELDS;
      }
      if (!wanted.equals(known)) {
        write(connection, contactId, wanted);
        AuditLog.write(connection, actor, "contact-changed", contactId,
            Map.of("renamed", patch.renamed(), "fields", patch.fields().keySet()));
      }
      return ContactChange.DONE;
    });
    if (change == ContactChange.DONE) {
      doorbell.ring("events");
    }
    return change;
  }

  private static @Nullable Known lock(Connection connection, UUID tenantId, UUID contactId) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select name, fields::text
        from contacts
        where tenant_id = ?
          and id = ?
        for no key update
        """)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, contactId);
      try (var row = statement.executeQuery()) {
        return row.next() ? new Known(row.getString("name"), read(row)) : null;
      }
    }
  }

  /// The fields in a row of contacts, by their names.
  static TreeMap<String, String> read(ResultSet row) throws SQLException {
    try {
      return JSON.readValue(Objects.requireNonNullElse(row.getString("fields"), "{}"), FIELDS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields that are no texts", e);
    }
  }

  private static Known patched(Known known, ContactPatch patch) {
    var fields = new TreeMap<>(known.fields);
    patch.fields().forEach((name, value) -> {
      if (value == null) {
        fields.remove(name);
      } else {
        fields.put(name, value);
      }
    });
    return new Known(patch.renamed() ? patch.name() : known.name, fields);
  }

  private static void write(Connection connection, UUID contactId, Known wanted) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with changed as (
          update contacts
          set name = ?,
            fields = ?::jsonb
          where id = ?
          returning id, tenant_id, name, fields)
        insert into events (epoch, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), tenant_id, 'contact_updated',
          jsonb_build_object('contactId', id, 'name', name, 'fields', fields)
        from changed
        """)) {
      statement.setString(1, wanted.name);
      statement.setString(2, JSON.writeValueAsString(wanted.fields));
      statement.setObject(3, contactId);
      statement.executeUpdate();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields that cannot be written as JSON", e);
    }
  }
}
