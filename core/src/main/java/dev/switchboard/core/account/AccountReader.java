package dev.switchboard.core.account;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The accounts of a tenant as people see them, also those that cannot be used. Thread-safe; reads the database, and never
/// what is another tenant's.
@Singleton
public final class AccountReader {

  private final Database database;
  private final Accounts accounts;

  public AccountReader(Database database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
  }

  /// All that were not deleted, by name.
  public List<AccountView> list(Viewer viewer) {
    return database.autocommit(connection -> StoredAccount.list(connection, viewer.tenantId())).stream()
        .filter(stored -> viewer.sees(stored.id())).map(this::view)
        .toList();
  }

  /// One by its name, also where it was deleted.
  public Optional<AccountView> find(Viewer viewer, String name) {
    return database.autocommit(connection -> StoredAccount.find(connection, viewer.tenantId(), name))
        .filter(stored -> viewer.sees(stored.id()))
        .map(this::view);
  }

  private AccountView view(StoredAccount stored) {
    try {
      return AccountView.of(stored, accounts.find(stored.id()).orElse(null), null);
    } catch (InvalidConfigurationException | IllegalStateException e) {
      return AccountView.of(stored, null, e.getMessage());
    }
  }
}
