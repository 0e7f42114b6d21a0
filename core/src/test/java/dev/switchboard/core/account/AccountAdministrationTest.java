package dev.switchboard.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountAdministrationTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase(3);

  private static final UUID TENANT = UUID.randomUUID();
  private static final SecretCipher CIPHER = new SecretCipher("test", Map.of("test", new byte[32]));

  private static final TestProvider PROVIDER = new TestProvider();
  private static AccountAdministration administration;

  @BeforeAll
  static void start() {
    DB.run("insert into tenants (id, name) values ('%s', 'acme')".formatted(TENANT));
    administration = new AccountAdministration(DB.database(), List.of(PROVIDER), CIPHER);
  }

  @AfterEach
  void asBefore() {
    PROVIDER.able = UnaryOperator.identity();
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

  @Test
  void whatAnAccountDoesWithLateAndLongMessagesIsKept() {
    PROVIDER.able = able -> able.window(Duration.ofHours(24)).takes(ContentKind.TEMPLATE, Limits.text(1024));
    var id = create("polite", "test", null);
    administration.change(ADMIN, "polite", AccountChange.of(new WindowPolicy.Template("follow_up", "pt_BR", "1")));
    administration.change(ADMIN, "polite", AccountChange.of(LongText.SPLIT));

    var account = new Accounts(DB.database(), List.of(new TestProvider()), CIPHER).find(id).orElseThrow();
    assertThat(account.windowPolicy()).isEqualTo(new WindowPolicy.Template("follow_up", "pt_BR", "1"));
    assertThat(account.longText()).isEqualTo(LongText.SPLIT);

    administration.change(ADMIN, "polite", AccountChange.of(WindowPolicy.REFUSE));
    administration.change(ADMIN, "polite", AccountChange.of(LongText.REFUSE));
    account = new Accounts(DB.database(), List.of(new TestProvider()), CIPHER).find(id).orElseThrow();
    assertThat(account.windowPolicy()).isEqualTo(WindowPolicy.REFUSE);
    assertThat(account.longText()).isEqualTo(LongText.REFUSE);
    assertThatThrownBy(() -> new WindowPolicy.Template(" ", null, null))
        .hasMessage("windowPolicy.name must not be empty");
  }

  @Test
  void aPolicyForClosedWindowsThatCanNeverBeFollowedIsRefused() {
    create("open", "test", null);
    var template = AccountChange.of(new WindowPolicy.Template("follow_up", "pt_BR", "1"));

    assertThatThrownBy(() -> administration.change(ADMIN, "open", template))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("windowPolicy.type must be refuse: the customers of this account have no window");
    assertThatThrownBy(() -> administration.change(ADMIN, "open", AccountChange.of(new WindowPolicy.Route("other"))))
        .hasMessageStartingWith("windowPolicy.type must be refuse");
    PROVIDER.able = able -> able.window(Duration.ofHours(24));
    assertThatThrownBy(() -> administration.change(ADMIN, "open", template))
        .hasMessage("windowPolicy.type must be refuse or route: this account sends no templates");
    assertThat(administration.change(ADMIN, "open", AccountChange.of(new WindowPolicy.Route("other")))).isPresent();
  }

  private static final Actor ADMIN = Actor.node(TENANT);

  private static AccountChange settings(String json) {
    try {
      return new AccountChange(new ObjectMapper().readTree(json), Map.of(), Set.of(), null, null);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AccountView look(String name) {
    return new AccountReader(DB.database(), new Accounts(DB.database(), List.of(new TestProvider()), CIPHER))
        .find(Viewer.all(TENANT), name).orElseThrow();
  }

  @Test
  void whatIsNotSaidStays() {
    create("kept", "test", 2.0);

    administration.change(ADMIN, "kept", settings("{\"more\":{\"a\":1,\"b\":2}}"));
    administration.change(ADMIN, "kept", settings("{\"more\":{\"b\":null,\"c\":3},\"url\":\"y\"}"));

    var account = look("kept");
    assertThat(account.settings().toString()).isEqualTo("{\"url\":\"y\",\"more\":{\"a\":1,\"c\":3}}");
    assertThat(account.ratePerSecond()).isEqualTo(2.0);
    assertThat(account.secrets()).containsExactly("password");
    assertThat(account.enabled()).isTrue();
  }

  @Test
  void oneSecretIsChangedAndTheOthersAreNot() {
    var id = create("rotated", "test", null);
    var sealed = DB.value(String.class, "select secrets ->> 'password' from channel_accounts where id = ?", id);

    administration.change(ADMIN, "rotated",
        new AccountChange(null, Map.of("token", new Secret("t0ken")), Set.of(), null, null));

    assertThat(look("rotated").secrets()).containsExactly("password", "token");
    assertThat(DB.value(String.class, "select secrets ->> 'password' from channel_accounts where id = ?", id))
        .isEqualTo(sealed);

    administration.change(ADMIN, "rotated", new AccountChange(null, Map.of(), Set.of("password"), null, null));

    assertThat(look("rotated").secrets()).containsExactly("token");
    assertThat(DB.values(String.class, "select details::text from audit_log where subject_id = ? order by id", id))
        .hasSize(3).noneMatch(details -> details.contains("t0ken") || details.contains("hunter2"))
        .last().asString().contains("password");
  }

  @Test
  void whatCannotWorkChangesNothing() {
    create("bad", "test", 1.0);

    assertThatThrownBy(() -> administration.change(ADMIN, "bad",
        new AccountChange(null, Map.of(), Set.of(), null, new AccountChange.Rate(-1.0))))
        .isInstanceOf(InvalidConfigurationException.class);

    assertThat(look("bad").ratePerSecond()).isEqualTo(1.0);
  }

  @Test
  void aSecretWhoseKeyIsLostIsGivenAnew() {
    var id = create("lost", "test", null);
    DB.run("update channel_accounts set secrets = '{\"password\": \"gone:AAAA\"}' where id = '" + id + "'");
    assertThat(look("lost").problem()).contains("'gone'");

    assertThatThrownBy(() -> administration.change(ADMIN, "lost", settings("{\"x\":1}")))
        .hasMessageContaining("password");
    administration.change(ADMIN, "lost",
        new AccountChange(null, Map.of("password", new Secret("new")), Set.of(), null, null));

    assertThat(look("lost").problem()).isNull();
    assertThat(look("lost").capabilities()).isNotNull();
  }

  @Test
  void whatIsDeletedIsOffForGood() {
    var id = create("deleted", "test", null);

    assertThat(administration.delete(ADMIN, "deleted")).contains(id);

    assertThat(look("deleted").enabled()).isFalse();
    assertThat(look("deleted").deletedAt()).isNotNull();
    assertThat(administration.change(ADMIN, "deleted", AccountChange.enabled(true))).isEmpty();
    assertThat(administration.delete(ADMIN, "deleted")).isEmpty();
    assertThatThrownBy(() -> create("deleted", "test", null)).hasMessage("name is taken: deleted");
    assertThat(new AccountReader(DB.database(), new Accounts(DB.database(), List.of(new TestProvider()), CIPHER))
        .list(Viewer.all(TENANT))).extracting(AccountView::name).doesNotContain("deleted");
  }

  @Test
  void anotherTenantsAccountIsNotThere() {
    create("ours", "test", null);
    var stranger = UUID.randomUUID();
    DB.run("insert into tenants (id, name) values ('%1$s', '%1$s')".formatted(stranger));

    assertThat(administration.change(Actor.node(stranger), "ours", AccountChange.enabled(false))).isEmpty();
    assertThat(administration.delete(Actor.node(stranger), "ours")).isEmpty();
    assertThat(look("ours").enabled()).isTrue();
  }
}
