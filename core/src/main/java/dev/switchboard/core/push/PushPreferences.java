package dev.switchboard.core.push;

import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.util.UUID;

/// What a tenant wants notifications to show. Thread-safe; reads and writes the database.
@Singleton
public final class PushPreferences {

  private final Database database;

  public PushPreferences(Database database) {
    this.database = database;
  }

  /// Whether notifications may show what customers write, on devices that want it.
  public boolean preview(UUID tenantId) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select push_preview
          from tenants
          where id = ?
          """)) {
        statement.setObject(1, tenantId);
        try (var row = statement.executeQuery()) {
          return row.next() && row.getBoolean(1);
        }
      }
    });
  }

  /// Holds for what is sent from now on.
  public void showPreview(UUID tenantId, boolean preview) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update tenants
          set push_preview = ?
          where id = ?
          """)) {
        statement.setBoolean(1, preview);
        statement.setObject(2, tenantId);
        return statement.executeUpdate();
      }
    });
  }
}
