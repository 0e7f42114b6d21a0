package dev.switchboard.core.contact;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.IdentityKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The contacts of a tenant. Thread-safe; reads and writes the database, and never what is another tenant's.
@Singleton
public final class Contacts {

  private final Database database;
  private final Doorbell doorbell;

  public Contacts(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  public Optional<ContactView> find(UUID tenantId, UUID id) {
    return database.transaction(connection -> {
      try (var isolation = connection.createStatement()) {
        isolation.execute("set transaction isolation level repeatable read, read only");
      }
      return rows(connection, """
          select *
          from contacts
          where tenant_id = ?
            and id = ?
          """, row -> new ContactView(id, row.getString("name"), row.getObject("merged_into", UUID.class),
          instant(row, "created_at"), ContactFields.read(row), identities(connection, id), former(connection, id),
          merges(connection, id)),
          tenantId, id).stream().findFirst();
    });
  }

  private static List<ContactView.Identity> identities(Connection connection, UUID id) throws SQLException {
    return rows(connection, """
        select kind, value, created_at
        from contact_identities
        where contact_id = ?
        order by created_at, kind, match_key
        """, row -> new ContactView.Identity(IdentityKind.valueOf(row.getString("kind")), row.getString("value"),
        instant(row, "created_at")), id);
  }

  private static List<ContactView.FormerIdentity> former(Connection connection, UUID id) throws SQLException {
    return rows(connection, """
        select kind, value, since, until, why
        from retired_identities
        where contact_id = ?
        order by until
        """, row -> new ContactView.FormerIdentity(IdentityKind.valueOf(row.getString("kind")),
        row.getString("value"), instant(row, "since"), instant(row, "until"), row.getString("why")), id);
  }

  private static List<ContactView.Merge> merges(Connection connection, UUID id) throws SQLException {
    return rows(connection, """
        select m.id, m.loser_id, m.winner_id, m.cause, a.name as account, m.agent_id, m.merged_at, m.undone_at, m.undone_by
        from contact_merges m
        left join channel_accounts a on a.id = m.account_id
        where m.loser_id = ?
          or m.winner_id = ?
        order by m.id desc
        """, row -> new ContactView.Merge(row.getObject("id", UUID.class), row.getObject("loser_id", UUID.class),
        row.getObject("winner_id", UUID.class), MergeCause.valueOf(row.getString("cause")), row.getString("account"),
        row.getObject("agent_id", UUID.class), instant(row, "merged_at"), nullableInstant(row, "undone_at"),
        row.getObject("undone_by", UUID.class)), id, id);
  }

  /// Gives everything of one contact to another one. Where two chats were open over one account, they go on in the other's.
  ///
  /// @param into who gets it; where that one has been merged itself, whoever it was merged into
  /// @param agentId who says that they are one; null for a business service
  public MergeResult merge(UUID tenantId, UUID contactId, UUID into, @Nullable UUID agentId) {
    var result = database.retried(connection -> {
      for (var id : List.of(contactId, into)) {
        if (rows(connection, "select from contacts where tenant_id = ? and id = ?", row -> true, tenantId, id)
            .isEmpty()) {
          return new MergeResult.Unknown(id);
        }
      }
      var merge = new MergeTransaction(connection, tenantId);
      var now = merge.heir(contactId);
      var winner = merge.heir(into);
      if (!now.equals(contactId)) {
        return new MergeResult.AlreadyMerged(now);
      }
      if (winner.equals(contactId)) {
        return new MergeResult.Same();
      }
      var living = merge.lock(List.of(contactId, winner));
      var id = merge.merge(Objects.requireNonNull(living.get(contactId)), Objects.requireNonNull(living.get(winner)),
          MergeCause.AGENT, null, agentId);
      return new MergeResult.Merged(id, winner);
    });
    doorbell.ring("events");
    return result;
  }

  /// Gives a contact back what a merge took from it. The two are not merged again by what services say; an agent still can.
  ///
  /// @return empty where there is no such merge; otherwise whether it was not undone before
  public Optional<Boolean> undo(UUID tenantId, UUID mergeId, @Nullable UUID agentId) {
    var result = database.retried(connection -> new UndoTransaction(connection, tenantId).undo(mergeId, agentId));
    doorbell.ring("events");
    return switch (result) {
      case UNDONE -> Optional.of(true);
      case ALREADY -> Optional.of(false);
      case UNKNOWN -> Optional.empty();
    };
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> rows(Connection connection, String sql, Reading<T> reading, Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var row = statement.executeQuery()) {
        var found = new ArrayList<T>();
        while (row.next()) {
          found.add(reading.read(row));
        }
        return found;
      }
    }
  }
}
