package dev.switchboard.core.tenant;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which accounts are hidden from which agents, remembered for some seconds and forgotten as soon as a team or an agent
/// changes. From most nothing is. Thread-safe.
@Singleton
public final class Sights {

  private static final int REMEMBERED = 10_000;
  private static final Duration MEMORY = Duration.ofSeconds(10);

  private final Database database;
  private final ShortMemory<UUID, Set<UUID>> memory = new ShortMemory<>(REMEMBERED, MEMORY);

  public Sights(Database database, Doorbell doorbell) {
    this.database = database;
    Stream.of(Teams.CHANGED, Agents.CHANGED).forEach(topic -> doorbell.on(topic, _ -> forget()));
    doorbell.onReconnect(this::forget);
  }

  /// The accounts that are hidden from an agent. May read the database; may be ten seconds old, and usually is not.
  ///
  /// @param agentId null for a business service, which sees all
  public Set<UUID> hidden(@Nullable UUID agentId) {
    return agentId == null ? Set.of() : memory.recall(agentId, id -> Optional.of(read(id))).orElseThrow();
  }

  /// The same from memory: empty where the database would have to be asked. Does not block.
  public Optional<Set<UUID>> recall(UUID agentId) {
    return memory.peek(agentId);
  }

  /// The same as it is now. Blocks.
  public Set<UUID> read(UUID agentId) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("select unnest(hidden_accounts(?))")) {
        statement.setObject(1, agentId);
        try (var row = statement.executeQuery()) {
          var hidden = Stream.<UUID>builder();
          while (row.next()) {
            hidden.add(row.getObject(1, UUID.class));
          }
          return hidden.build().collect(Collectors.toUnmodifiableSet());
        }
      }
    });
  }

  /// Teams or roles have changed.
  public void forget() {
    memory.forgetIf(_ -> true);
  }

  /// Holds who sees what as it is until the transaction ends. Whoever gives a chat to somebody does this in a statement of its
  /// own, before the one that looks whether they see it, and before any chat is locked.
  public static void hold(Connection connection, UUID tenantId) throws SQLException {
    lock(connection, tenantId, "for share");
  }

  /// As [#hold], and alone: nobody else gives a chat of the tenant to anybody, or changes who sees what, until the transaction
  /// ends.
  public static void holdAlone(Connection connection, UUID tenantId) throws SQLException {
    lock(connection, tenantId, "for no key update");
  }

  private static void lock(Connection connection, UUID tenantId, String strength) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select
        from tenants
        where id = ?
        """ + strength)) {
      statement.setObject(1, tenantId);
      statement.execute();
    }
  }
}
