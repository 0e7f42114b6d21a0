package dev.switchboard.worker.listening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.tenant.Viewer;
import dev.switchboard.core.webhook.WebhookFilter;
import dev.switchboard.core.webhook.WebhookLedger;
import dev.switchboard.core.webhook.WebhookState;
import dev.switchboard.worker.WorkerNode;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whole worker nodes that listen to an account, on a real database.
class ListeningTest {

  private static final Map<String, Object> QUICK = Map.of("switchboard.listening.lease", "2s",
      "switchboard.listening.first-pause", "10ms", "switchboard.listening.longest-pause", "50ms");

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final Box box = new Box();
  private final UUID account = Ids.next();
  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    add("{}");
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("update channel_accounts set enabled = false where provider = 'box'");
  }

  @Test
  void ofTwoNodesOneListens() {
    try (var _ = node("a"); var _ = node("b")) {
      box.write("one");
      box.write("two");

      awaitReceived("one", "two");
      assertThat(box.listening()).hasSize(1);
    }
    assertThat(box.mostAtOnce()).isEqualTo(1);
    assertThat(box.listening()).isEmpty();
  }

  @Test
  void aNodeThatStopsGivesTheAccountToAnotherAtOnce() {
    try (var a = node("a", Map.of())) {
      awaitListening("a");
      try (var _ = node("b", Map.of())) {
        box.write("one");
        awaitReceived("one");

        a.close();

        awaitListening("b");
        box.write("two");
        awaitReceived("one", "two");
      }
    }
    assertThat(box.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void anotherNodeTakesOverFromOneThatCannotReachTheDatabaseAnyMore() {
    DB.run("create role cut_off superuser login password 'postgres'");
    try (var _ = new WorkerNode(engine,
        with(QUICK, "datasources.default.url", DB.url().replace("user=postgres", "user=cut_off")), box.on("a"))) {
      awaitListening("a");
      try (var _ = node("b")) {
        box.write("one");
        awaitReceived("one");

        DB.run("alter role cut_off nologin", """
            select pg_terminate_backend(pid)
            from pg_stat_activity
            where usename = 'cut_off'
            """);

        awaitListening("b");
        box.write("two");
        awaitReceived("one", "two");
        DB.run("alter role cut_off login");
      }
      // The last one that is left.
      awaitListening("a");
      box.write("three");
      awaitReceived("one", "two", "three");
    } finally {
      DB.run("alter role cut_off nologin");
    }
  }

  @Test
  void aServiceThatIsAwayIsTriedAgainUntilItIsBack() {
    box.breakDown("nobody is at home");
    try (var _ = node("a")) {
      await().until(() -> box.tries() > 3);
      await().untilAsserted(() -> assertThat(DB.value(String.class,
          "select last_error from listening_positions where account_id = ? and failures > 2", account))
          .isEqualTo("nobody is at home"));

      box.write("one");
      box.repair();

      awaitReceived("one");
      assertThat(DB.value(Integer.class, "select failures from listening_positions where account_id = ?", account))
          .isZero();
      box.breakDown("gone again");
      awaitListening();
      box.repair();
      awaitListening("a");
    }
  }

  @Test
  void anAccountThatIsSwitchedOffOrOnOrChangedIsSoAtOnce() {
    try (var _ = node("a", Map.of())) {
      awaitListening("a");

      DB.run("update channel_accounts set enabled = false where id = '" + account + "'");
      awaitListening();

      DB.run("update channel_accounts set enabled = true where id = '" + account + "'");
      awaitListening("a");

      DB.run("update channel_accounts set settings = '{\"mark\": \" changed\"}' where id = '" + account + "'");
      awaitListening("a changed");

      DB.run("update channel_accounts set settings = '{\"listens\": false}' where id = '" + account + "'");
      awaitListening();
    }
    assertThat(box.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void anAccountThatIsMadeIsListenedToAtOnce() {
    try (var _ = node("a", Map.of())) {
      awaitListening("a");

      DB.run("""
          insert into channel_accounts (id, tenant_id, name, provider, settings)
          values ('%s', '%s', 'second', 'box', '{"mark": " second"}')
          """.formatted(Ids.next(), engine.tenantId));

      await().until(() -> box.listening().contains("a second"));
    }
  }

  @Test
  void anItemThatCanNeverBeStoredStopsNothing() {
    box.write("one");
    box.write(Box.POISON);
    box.write("two");
    try (var _ = node("a")) {
      awaitReceived("one", "two");
    }
    var ledger = new WebhookLedger(engine.database, TestEngine.CIPHER);
    assertThat(ledger.newestFirst(Viewer.all(engine.tenantId),
        new WebhookFilter("box", WebhookState.PARTLY_UNKNOWN, null, null),
        null, 10)).singleElement().extracting(kept -> new String(
            ledger.find(engine.tenantId, kept.id()).orElseThrow().request().body(), StandardCharsets.UTF_8))
        .isEqualTo(Box.POISON);
  }

  @Test
  void operatorsSeeWhetherAnAccountIsListenedTo() {
    var registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try (var _ = node("a")) {
      box.write("one");
      awaitReceived("one");
      await().until(() -> gauge(registry, "up") == 1);
      assertThat(gauge(registry, "last.item")).isBetween(0.0, 60.0);

      box.breakDown("gone");
      await().until(() -> gauge(registry, "up") == 0 && gauge(registry, "failures") > 0);
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  @Test
  void pausesGrowToALimitAndAreNotAllTheSame() {
    var pauses = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(5), () -> 0.5);
    assertThat(List.of(pauses.next(), pauses.next(), pauses.next())).containsExactly(Duration.ofSeconds(1),
        Duration.ofSeconds(2), Duration.ofSeconds(4));
    for (var i = 0; i < 20; i++) {
      pauses.next();
    }
    assertThat(pauses.next()).isEqualTo(Duration.ofMinutes(5));
    assertThat(pauses.shortest()).isEqualTo(Duration.ofSeconds(1));
    pauses.reset();
    assertThat(pauses.next()).isEqualTo(Duration.ofSeconds(1));

    var unlucky = new Pauses(Duration.ofSeconds(4), Duration.ofMinutes(5), () -> 1.0);
    assertThat(unlucky.next()).isEqualTo(Duration.ofSeconds(5));
  }

  private static double gauge(SimpleMeterRegistry registry, String name) {
    var gauge = registry.find("switchboard.listener." + name).tag("provider", "box").gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  private WorkerNode node(String name) {
    return node(name, QUICK);
  }

  private WorkerNode node(String name, Map<String, Object> settings) {
    return new WorkerNode(engine, settings, box.on(name));
  }

  private static Map<String, Object> with(Map<String, Object> settings, String name, String value) {
    var more = new HashMap<>(settings);
    more.put(name, value);
    return more;
  }

  private void add(String settings) {
    DB.run("""
        insert into channel_accounts (id, tenant_id, name, provider, settings)
        values ('%s', '%s', 'box', 'box', '%s')
        """.formatted(account, engine.tenantId, settings));
  }

  private void awaitListening(String... who) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(box.listening()).containsExactly(who));
  }

  private void awaitReceived(String... letters) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(DB.values(String.class, """
        select content ->> 'text'
        from chat_messages
        where account_id = ?
        order by id
        """, account)).containsExactly(letters));
  }
}
