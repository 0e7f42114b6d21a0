package dev.switchboard.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.Outage;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.ProviderFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountChangesTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final UUID id = UUID.randomUUID();
  private final Accounts accounts = new Accounts(DB.database(), List.of(new Silent()),
      new SecretCipher("k", Map.of("k", new byte[32])));
  private Doorbell doorbell;

  @BeforeEach
  void anAccountIsKnown() {
    var tenant = UUID.randomUUID();
    DB.run("insert into tenants (id, name) values ('%1$s', '%1$s')".formatted(tenant), """
        insert into channel_accounts (id, tenant_id, name, provider)
        values ('%s', '%s', 'silent', 'silent')
        """.formatted(id, tenant));
    doorbell = new Doorbell(DB.database());
    AccountChanges.follow(doorbell, accounts);
    await().until(() -> DB.count("""
        pg_stat_activity
        where datname = current_database() and application_name = 'switchboard-listen' and state = 'idle'
        """) == 1);
    assertThat(enabled()).isTrue();
  }

  @AfterEach
  void close() {
    doorbell.close();
  }

  @Test
  void aChangedAccountIsReadAgain() {
    DB.run("update channel_accounts set enabled = false where id = '" + id + "'");

    await().until(() -> !enabled());
  }

  @Test
  void anAccountChangedWhileNobodyCouldListenIsReadAgain() {
    DB.run("alter table channel_accounts disable trigger channel_accounts_changed",
        "update channel_accounts set enabled = false where id = '" + id + "'",
        "alter table channel_accounts enable trigger channel_accounts_changed");

    Outage.of(DB).close();

    await().ignoreExceptionsInstanceOf(DatabaseUnavailableException.class).until(() -> !enabled());
  }

  private boolean enabled() {
    return accounts.find(id).orElseThrow().enabled();
  }

  /// A service that is never asked for anything.
  private record Silent() implements ProviderFactory {

    @Override
    public String name() {
      return "silent";
    }

    @Override
    public IMessageProvider create(AccountConfiguration account) {
      return (IMessageProvider) Proxy.newProxyInstance(getClass().getClassLoader(),
          new Class<?>[]{IMessageProvider.class}, (_, _, _) -> null);
    }
  }
}
