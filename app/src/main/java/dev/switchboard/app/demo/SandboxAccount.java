package dev.switchboard.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.app.directory.Keys;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.database.Database;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.UUID;

/// The account `sandbox`, which points to this node's simulated service and back.
@Singleton
final class SandboxAccount {

  private static final String NAME = "sandbox";

  private final Database database;
  private final AccountAdministration administration;

  SandboxAccount(Database database, AccountAdministration administration) {
    this.database = database;
    this.administration = administration;
  }

  /// Makes the account where it is missing and tells it where service and node are now. Settings that somebody has
  /// changed stay.
  void ensure(UUID tenantId, URI service, URI node) {
    if (!relocate(tenantId, service, node)) {
      var settings = new ObjectMapper().createObjectNode().put("url", service.toString());
      administration.create(tenantId, NAME, "sandbox", settings, Map.of("key", Keys.password()), null);
      relocate(tenantId, service, node);
    }
  }

  private boolean relocate(UUID tenantId, URI service, URI node) {
    return database.autocommit(connection -> {
      try (var update = connection.prepareStatement("""
          update channel_accounts
          set settings = settings || jsonb_build_object('url', ?, 'webhookUrl', ? || '/webhooks/' || id),
              updated_at = now()
          where tenant_id = ? and name = ? and provider = 'sandbox'
          """)) {
        update.setString(1, service.toString());
        update.setString(2, node.toString());
        update.setObject(3, tenantId);
        update.setString(4, NAME);
        return update.executeUpdate() == 1;
      }
    });
  }
}
