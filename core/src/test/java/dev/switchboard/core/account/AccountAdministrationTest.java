package dev.switchboard.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountAdministrationTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase(3);

  private static final UUID TENANT = UUID.randomUUID();
  private static final SecretCipher CIPHER = new SecretCipher("test", Map.of("test", new byte[32]));

  private static AccountAdministration administration;

  @BeforeAll
  static void start() {
    DB.run("insert into tenants (id, name) values ('%s', 'acme')".formatted(TENANT));
    administration = new AccountAdministration(DB.database(), List.of(new TestProvider()), CIPHER);
  }

  private static UUID create(String name, String provider, @Nullable Double rate) {
    return administration.create(TENANT, name, provider, new ObjectMapper().createObjectNode().put("url", "x"),
        Map.of("password", new Secret("hunter2")), rate);
  }

  @Test
  void aNewAccountCanBeUsedAndItsSecretsAreSealed() {
    var id = create("support", "test", 2.5);

    var account = new Accounts(DB.database(), List.of(new TestProvider()), CIPHER).find(TENANT, "support")
        .orElseThrow();
    assertThat(account.id()).isEqualTo(id);
    assertThat(account.ratePerSecond()).isEqualTo(2.5);
    assertThat(account.enabled()).isTrue();
    var sealed = DB.value(String.class, "select secrets ->> 'password' from channel_accounts where id = ?", id);
    assertThat(sealed).startsWith("test:").doesNotContain("hunter2");
    assertThat(CIPHER.open(TENANT, id, "password", sealed).reveal()).isEqualTo("hunter2");
  }

  @Test
  void whatIsWrongIsNamedAndNothingIsChanged() {
    create("taken", "test", null);
    var before = DB.count("channel_accounts");

    assertThatThrownBy(() -> create("taken", "test", null)).hasMessage("name is taken: taken");
    assertThatThrownBy(() -> create("Not a name", "test", null)).hasMessageStartingWith("name must be");
    assertThatThrownBy(() -> create("other", "fax", null)).hasMessage("provider must be one of [test]");
    assertThatThrownBy(() -> create("other", "test", 0.0)).isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("ratePerSecond must be above 0");

    assertThat(DB.count("channel_accounts")).isEqualTo(before);
  }
}
