package dev.switchboard.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.spi.Secret;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TenantTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase(5);

  private static ApplicationContext context;
  private static Tenants tenants;
  private static Agents agents;
  private static ApiKeys keys;
  private static Tenant tenant;

  @BeforeAll
  static void start() {
    context = ApplicationContext.run(Map.of("datasources.default.url", DB.url(), "datasources.default.username",
        "postgres", "datasources.default.password", "postgres"));
    tenants = context.getBean(Tenants.class);
    agents = context.getBean(Agents.class);
    keys = context.getBean(ApiKeys.class);
    tenant = tenants.create("acme");
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void aTenantIsFoundByItsName() {
    assertThat(tenants.findByName("acme").orElseThrow().id()).isEqualTo(tenant.id());
    assertThat(tenants.findByName("other")).isEmpty();
  }

  @Test
  void anAgentLogsInWithTheAddressInAnySpelling() {
    var ana = agents.create(tenant.id(), "Ana@example.com", "Ana", new Secret("correct horse"), Role.SUPERVISOR);

    assertThat(agents.authenticate(" ana@EXAMPLE.com", new Secret("correct horse")).orElseThrow())
        .satisfies(found -> {
          assertThat(found.id()).isEqualTo(ana.id());
          assertThat(found.role()).isEqualTo(Role.SUPERVISOR);
        });
    assertThat(agents.authenticate("ana@example.com", new Secret("Correct horse"))).isEmpty();
    assertThat(agents.authenticate("nobody@example.com", new Secret("correct horse"))).isEmpty();
  }

  @Test
  void aDisabledAgentIsNobody() {
    var bob = agents.create(tenant.id(), "bob@example.com", "Bob", new Secret("pass phrase"), Role.AGENT);
    DB.run("update agents set disabled_at = now() where id = '" + bob.id() + "'");

    assertThat(agents.authenticate("bob@example.com", new Secret("pass phrase"))).isEmpty();
    assertThat(agents.findActive(bob.id())).isEmpty();
  }

  @Test
  void aPasswordIsStoredAsAnArgon2idHashWithASaltOfItsOwn() {
    var one = agents.create(tenant.id(), "one@example.com", "One", new Secret("same"), Role.AGENT);
    var two = agents.create(tenant.id(), "two@example.com", "Two", new Secret("same"), Role.AGENT);

    assertThat(one.passwordHash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(two.passwordHash());
    assertThat(one.toString()).doesNotContain("argon2");
  }

  @Test
  void anAgentCannotBeAService() {
    assertThatThrownBy(
        () -> agents.create(tenant.id(), "robot@example.com", "Robot", new Secret("secret"), Role.SERVICE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyIsFoundAndOnlyItsHashIsStored() {
    var issued = keys.issue(tenant.id(), "billing");
    var key = issued.key().reveal();

    assertThat(key).matches("sb_live_[A-Za-z0-9_-]{43}");
    assertThat(keys.find(key).orElseThrow().tenantId()).isEqualTo(tenant.id());
    assertThat(DB.values(String.class, "select k::text from api_keys k where id = ?", issued.id()))
        .singleElement().asString().doesNotContain(key).contains(key.substring(0, 12));
  }

  @Test
  void anUnknownOrMisshapenKeyIsNotFound() {
    assertThat(keys.find("sb_live_" + "A".repeat(43))).isEmpty();
    assertThat(keys.find("sb_live_short")).isEmpty();
    assertThat(keys.find("")).isEmpty();
  }

  @Test
  void aRevokedKeyIsWorthlessAtOnceWhereItWasRevoked() {
    var issued = keys.issue(tenant.id(), "old");
    assertThat(keys.find(issued.key().reveal())).isPresent();

    assertThat(keys.revoke(Actor.node(tenant.id()), issued.id())).isTrue();

    assertThat(keys.find(issued.key().reveal())).isEmpty();
    assertThat(keys.revoke(Actor.node(tenant.id()), issued.id())).isFalse();
  }

  @Test
  void aKeyRevokedElsewhereIsWorthlessWhenTheDatabaseHasAnnouncedIt() {
    var issued = keys.issue(tenant.id(), "elsewhere");
    assertThat(keys.find(issued.key().reveal())).isPresent();

    DB.run("update api_keys set revoked_at = now() where id = '" + issued.id() + "'");

    await().untilAsserted(() -> assertThat(keys.find(issued.key().reveal())).isEmpty());
  }

  @Test
  void anotherTenantsKeyCannotBeRevoked() {
    var other = tenants.create("other-tenant");
    var issued = keys.issue(tenant.id(), "mine");

    assertThat(keys.revoke(Actor.node(other.id()), issued.id())).isFalse();
    assertThat(keys.find(issued.key().reveal())).isPresent();
  }
}
