package dev.switchboard.core.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.event.LogReader;
import dev.switchboard.core.presence.AgentPresence;
import dev.switchboard.core.push.PushLog.Look;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.Notifier.Urgency;
import dev.switchboard.core.spi.NotifierFactory.Setup;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Sights;
import dev.switchboard.core.tenant.TeamChange;
import dev.switchboard.core.tenant.TeamDraft;
import dev.switchboard.core.tenant.Teams;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PushTest {

  private static final PushSettings SETTINGS = settings(Duration.ofMinutes(5), Duration.ofHours(1), true);
  private static final String CUSTOMER = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final TestNotifier notifier = new TestNotifier();
  private TestEngine engine;
  private PushIdentity identity;
  private Devices devices;
  private PushLog log;
  private Deliveries deliveries;
  private UUID ana;
  private LogReader.Lease lease;
  private int written;

  private static PushSettings settings(Duration fresh, Duration ttl, boolean preview) {
    return new PushSettings(null, null, "mailto:ops@example.com", preview, fresh, ttl, Urgency.HIGH, 3,
        Duration.ofSeconds(10), List.of(), Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(30), 16);
  }

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    use(SETTINGS);
    ana = agent("Ana");
    DB.run("update push_reader set lease_until = null");
    lease = log.reader().take("here").orElseThrow();
    // From here on.
    look();
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate push_deliveries, push_subscriptions, push_keys, agent_presence");
  }

  private void use(PushSettings settings) {
    identity = identity(settings, TestEngine.CIPHER);
    devices = new Devices(engine.database, identity, settings, engine.doorbell);
    log = new PushLog(engine.database, identity, settings);
    deliveries = new Deliveries(engine.database, settings);
  }

  private PushIdentity identity(PushSettings settings, SecretCipher cipher) {
    return new PushIdentity(engine.database, cipher, notifier, settings, null);
  }

  private UUID agent(String name) {
    return agent(engine.tenantId, name);
  }

  private static UUID agent(UUID tenant, String name) {
    var id = Ids.next();
    DB.run("""
        insert into agents (id, tenant_id, email, name, password_hash)
        values ('%s', '%s', '%s@example.com', '%s', '-')
        """.formatted(id, tenant, id, name));
    return id;
  }

  private Devices.Owner owner(UUID agentId) {
    return new Devices.Owner(engine.tenantId, agentId);
  }

  private Device subscribe(UUID agentId, String name) {
    return devices.put(owner(agentId), wanted(name)).orElseThrow();
  }

  private static Devices.Wanted wanted(String name) {
    return new Devices.Wanted(TestNotifier.subscription(name), name, true, null);
  }

  /// Whoever else of the cluster is at work holds the log's end back for a moment, so it is looked for what there is.
  private Look look() {
    var begun = System.nanoTime();
    var end = Objects.requireNonNull(
        DB.value(Long.class, "select coalesce(max(seq), 0) from events"));
    while (true) {
      var look = log.look(lease);
      var at = DB.value(Long.class, "select seq from push_reader");
      if (look == Look.LOST || at != null && at >= end) {
        return look;
      }
      assertThat(System.nanoTime() - begun).as("the log is held back").isLessThan(Duration.ofSeconds(30).toNanos());
    }
  }

  private void write(String from, String text, String... more) {
    var item = new HashMap<String, String>(Map.of("from", from, "id", "in-" + ++written + "-" + engine.tenantId,
        "text", text));
    for (var i = 0; i < more.length; i += 2) {
      item.put(more[i], more[i + 1]);
    }
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(item)));
  }

  private List<DueNotification> due() {
    deliveries.drop();
    return deliveries.claim(List.of(), 100, 100);
  }

  private @Nullable UUID chat() {
    return DB.value(UUID.class, "select id from chats where tenant_id = ?", engine.tenantId);
  }

  @Test
  void whoDoesNotSeeTheAccountIsToldNothing() {
    var bia = agent("Bia");
    subscribe(ana, "ana");
    subscribe(bia, "bia");
    var teams = new Teams(engine.database, engine.doorbell, new Sights(engine.database, engine.doorbell));
    var team = ((TeamChange.Done) teams.create(Actor.node(engine.tenantId),
        new TeamDraft("Money", Set.of(ana), Set.of("test")))).team();
    write("+5511999990001", "Oi");
    look();
    assertThat(DB.values(UUID.class, """
        select s.agent_id
        from push_deliveries d
        join push_subscriptions s on s.id = d.subscription_id
        """)).containsExactly(ana);

    // Before she is told she does not see it any more either.
    teams.change(Actor.node(engine.tenantId), team.id(), new TeamDraft(null, Set.of(bia), null));

    assertThat(due()).isEmpty();
    assertThat(DB.count("push_deliveries")).isZero();
  }

  @Test
  void theKeysAreMadeOnceForAllNodesAndKeptSealed() {
    DB.run("truncate push_keys");
    notifier.setups.clear();
    var nodes = IntStream.range(0, 8).parallel().mapToObj(_ -> identity(SETTINGS, TestEngine.CIPHER).publicKey())
        .distinct().toList();

    var kept = identity(SETTINGS, TestEngine.CIPHER).publicKey();
    assertThat(nodes).containsExactly(kept);
    assertThat(DB.values(String.class, "select private_key from push_keys")).singleElement().asString()
        .startsWith("test:").doesNotContain("private");
    assertThat(notifier.setups).extracting(setup -> setup.keys().privateKey().reveal()).containsOnly(
        kept.replace("public", "private"));
    assertThat(notifier.setups).extracting(Setup::subject).containsOnly("mailto:ops@example.com");
  }

  @Test
  void keysThatAreConfiguredAreUsedAndNotKept() {
    DB.run("truncate push_keys");
    var configured = new PushSettings("ours", "our secret", null, true, Duration.ofMinutes(5), Duration.ofHours(1),
        Urgency.HIGH, 3, Duration.ofSeconds(10), List.of(), Duration.ofSeconds(5), Duration.ofMinutes(5),
        Duration.ofSeconds(30), 16);

    assertThat(identity(configured, TestEngine.CIPHER).publicKey()).isEqualTo("ours");
    assertThat(DB.count("push_keys")).isZero();
  }

  @Test
  void halfAPairIsNotEnough() {
    var half = new PushSettings("ours", null, null, true, Duration.ofMinutes(5), Duration.ofHours(1), Urgency.HIGH, 3,
        Duration.ofSeconds(10), List.of(), Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(30), 16);

    assertThatThrownBy(() -> identity(half, TestEngine.CIPHER).publicKey()).hasMessageContaining("private-key");
  }

  @Test
  void keptKeysDoNotOpenUnderAnotherSecret() {
    identity.publicKey();
    var other = new SecretCipher("test", Map.of("test", "another key of thirty-two bytes!".getBytes(
        StandardCharsets.US_ASCII)));

    assertThatThrownBy(() -> identity(SETTINGS, other).publicKey()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDeviceThatSubscribesAgainIsTheSame() {
    var first = subscribe(ana, "laptop");
    var again = devices.put(owner(ana), new Devices.Wanted(TestNotifier.subscription("laptop"), null, false,
        Instant.now().plusSeconds(3_600))).orElseThrow();

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.name()).isEqualTo("laptop");
    assertThat(again.preview()).isFalse();
    assertThat(again.expiresAt()).isNotNull();
    assertThat(devices.of(owner(ana))).hasSize(1);
  }

  @Test
  void anAgentHasSoManyDevicesAndNoMore() {
    for (var name : List.of("one", "two", "three")) {
      subscribe(ana, name);
    }

    assertThat(devices.put(owner(ana), wanted("four"))).isEmpty();
    assertThat(devices.put(owner(ana), wanted("three"))).as("one that is known").isPresent();
    assertThat(devices.put(owner(agent("Bo")), wanted("four"))).as("another agent's").isPresent();
    assertThat(devices.remove(owner(ana), devices.of(owner(ana)).getFirst().id())).isTrue();
    assertThat(devices.put(owner(ana), wanted("five"))).isPresent();
  }

  @Test
  void devicesAtTheSameMomentDoNotGetPastTheLimit() {
    var kept = IntStream.range(0, 12).parallel().mapToObj(i -> devices.put(owner(ana), wanted("d" + i)))
        .filter(Optional::isPresent).count();

    assertThat(kept).isEqualTo(3);
    assertThat(devices.of(owner(ana))).hasSize(3);
  }

  @Test
  void aBrowserIsTheAgentsWhoUsesItNowWithNothingOfTheOtherOnes() {
    var before = subscribe(ana, "shared");
    write(CUSTOMER, "for Ana");
    look();
    var bo = agent("Bo");

    var after = subscribe(bo, "shared");

    assertThat(after.id()).isNotEqualTo(before.id());
    assertThat(devices.of(owner(ana))).isEmpty();
    assertThat(devices.of(owner(bo))).hasSize(1);
    assertThat(DB.count("push_deliveries")).isZero();
  }

  @Test
  void nobodyRemovesAnothersDevice() {
    var device = subscribe(ana, "laptop");

    assertThat(devices.remove(owner(agent("Bo")), device.id())).isFalse();
    assertThat(devices.remove(new Devices.Owner(UUID.randomUUID(), ana), device.id())).isFalse();
    assertThat(devices.remove(owner(ana), device.id())).isTrue();
    assertThat(devices.remove(owner(ana), device.id())).isFalse();
  }

  @Test
  void whatWasMadeWithAnotherKeyIsStaleAndToldNothing() {
    subscribe(ana, "laptop");
    DB.run("truncate push_keys");
    use(SETTINGS);
    write(CUSTOMER, "Olá");
    look();

    assertThat(devices.of(owner(ana))).extracting(Device::stale).containsExactly(true);
    assertThat(due()).isEmpty();
    subscribe(ana, "laptop-again");
    assertThat(devices.of(owner(ana))).extracting(Device::name).containsExactly("laptop-again");
  }

  @Test
  void agentsAreToldWhatACustomerWrites() {
    subscribe(ana, "laptop");
    subscribe(ana, "phone");
    subscribe(agent("Bo"), "other");
    write(CUSTOMER, "Where is   my order?");

    assertThat(look()).isEqualTo(Look.DONE);

    var due = due();
    assertThat(due).hasSize(3).allSatisfy(each -> {
      assertThat(each.attempt()).isEqualTo(1);
      assertThat(each.service()).isEqualTo("https://push.example");
      assertThat(each.left()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
      assertThat(each.topic()).hasSize(32).isEqualTo(String.valueOf(chat()).replace("-", ""));
      var payload = TestNotifier.read(each.payload());
      assertThat(payload.get("type").asText()).isEqualTo("message_received");
      assertThat(payload.get("chatId").asText()).isEqualTo(String.valueOf(chat()));
      assertThat(payload.get("messageId").asText()).isEqualTo(each.messageId().toString());
      assertThat(payload.get("preview").asText()).isEqualTo("Where is my order?");
    });
    assertThat(due()).as("while they are claimed").isEmpty();
  }

  @Test
  void theCustomersNameIsShown() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "Olá");
    DB.run("update contacts set name = 'Caio' where tenant_id = '" + engine.tenantId + "'");
    look();

    assertThat(TestNotifier.read(due().getFirst().payload()).get("sender").asText()).isEqualTo("Caio");
  }

  @Test
  void ofSeveralMessagesOfAChatTheLatestIsTold() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "one");
    write(CUSTOMER, "two");
    look();
    write(CUSTOMER, "three");
    look();
    write("+5511999990002", "another chat");
    look();

    assertThat(due()).extracting(each -> TestNotifier.read(each.payload()).get("preview").asText())
        .containsExactlyInAnyOrder("three", "another chat");
  }

  @Test
  void whatIsWrittenWhileAnEarlierOneIsBeingToldIsToldAfterIt() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "one");
    look();
    var first = due().getFirst();
    write(CUSTOMER, "two");
    look();

    assertThat(due()).as("not beside the first").isEmpty();
    deliveries.sent(first);

    var second = due();
    assertThat(second).extracting(each -> TestNotifier.read(each.payload()).get("preview").asText())
        .containsExactly("two");
    deliveries.sent(second.getFirst());
    assertThat(DB.count("push_deliveries")).isZero();
    assertThat(devices.of(owner(ana)).getFirst().pushedAt()).isNotNull();
  }

  @Test
  void whatAProgramWroteIsNotTold() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "Olá");
    look();
    deliveries.sent(due().getFirst());

    write(CUSTOMER, "I am on holiday", "automatic", "auto-replied");
    look();

    assertThat(due()).isEmpty();
  }

  @Test
  void whatWeSendIsNotTold() {
    subscribe(ana, "laptop");
    engine.accept(CUSTOMER, "Olá");
    look();

    assertThat(DB.count("push_deliveries")).isZero();
  }

  @Test
  void anotherTenantsAgentsAreNotTold() {
    var rival = Ids.next();
    DB.run("insert into tenants (id, name) values ('%1$s', '%1$s')".formatted(rival));
    assertThat(devices.put(new Devices.Owner(rival, agent(rival, "Eva")), wanted("rival's"))).isPresent();
    write(CUSTOMER, "Olá");
    look();

    assertThat(due()).isEmpty();
  }

  @Test
  void aChatThatIsGivenToAnAgentIsToldToThatAgentAlone() {
    var bo = agent("Bo");
    subscribe(ana, "Ana's");
    var his = subscribe(bo, "Bo's");
    write(CUSTOMER, "Olá");
    DB.run("update chats set assignee_id = '%s' where tenant_id = '%s'".formatted(bo, engine.tenantId));
    look();

    assertThat(due()).extracting(DueNotification::subscriptionId).containsExactly(his.id());
  }

  @Test
  void theChatOfAnAgentWhoIsDisabledIsEverybodys() {
    var bo = agent("Bo");
    var hers = subscribe(ana, "Ana's");
    subscribe(bo, "Bo's");
    write(CUSTOMER, "Olá");
    DB.run("update chats set assignee_id = '%s' where tenant_id = '%s'".formatted(bo, engine.tenantId),
        "update agents set disabled_at = now() where id = '%s'".formatted(bo));
    look();

    assertThat(due()).extracting(DueNotification::subscriptionId).containsExactly(hers.id());
  }

  @Test
  void whoHasAnInboxOpenIsNotTold() {
    var presence = new AgentPresence(engine.database);
    var node = UUID.randomUUID();
    var bo = agent("Bo");
    subscribe(ana, "Ana's");
    var his = subscribe(bo, "Bo's");
    presence.report(node, Map.of(ana, Set.of()), Duration.ofMinutes(1));
    write(CUSTOMER, "one");
    look();

    var told = due();
    assertThat(told).extracting(DueNotification::subscriptionId).containsExactly(his.id());
    deliveries.sent(told.getFirst());

    presence.report(node, Map.of(bo, Set.of()), Duration.ofMinutes(1));
    write(CUSTOMER, "two");
    look();
    assertThat(due()).extracting(DueNotification::subscriptionId).doesNotContain(his.id()).hasSize(1);
  }

  @Test
  void aNodeThatSaysNothingMoreIsNotBelieved() {
    subscribe(ana, "laptop");
    new AgentPresence(engine.database).report(UUID.randomUUID(), Map.of(ana, Set.of()), Duration.ofMillis(1));
    write(CUSTOMER, "Olá");
    look();

    assertThat(due()).hasSize(1);
  }

  @Test
  void whatHasBeenReadOrIsSeenByNowNeedNotBeTold() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "one");
    look();
    DB.run("update chats set unread = 0 where tenant_id = '" + engine.tenantId + "'");
    assertThat(due()).isEmpty();

    write(CUSTOMER, "two");
    look();
    new AgentPresence(engine.database).report(UUID.randomUUID(), Map.of(ana, Set.of()), Duration.ofMinutes(1));
    assertThat(due()).isEmpty();
    assertThat(DB.count("push_deliveries")).isZero();
  }

  @Test
  void whatIsOldIsNotTold() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "an hour ago");
    DB.run("update push_subscriptions set created_at = now() - interval '1 day'",
        "update events set at = now() - interval '1 hour' where tenant_id = '" + engine.tenantId + "'");
    write("+5511999990002", "now");
    look();

    assertThat(due()).extracting(each -> TestNotifier.read(each.payload()).get("preview").asText())
        .containsExactly("now");
  }

  @Test
  void whatWasWrittenBeforeADeviceSubscribedIsNotTold() {
    write(CUSTOMER, "before");
    subscribe(ana, "laptop");
    look();

    assertThat(due()).isEmpty();
  }

  @Test
  void aDeviceOrATenantThatWantsNoPreviewGetsNone() {
    devices.put(owner(ana), new Devices.Wanted(TestNotifier.subscription("discreet"), null, false, null));
    subscribe(ana, "open");
    write(CUSTOMER, "secret");
    look();
    assertThat(due()).extracting(each -> TestNotifier.read(each.payload()).has("preview"))
        .containsExactlyInAnyOrder(true, false);

    var preferences = new PushPreferences(engine.database);
    assertThat(preferences.preview(engine.tenantId)).isTrue();
    preferences.showPreview(engine.tenantId, false);
    assertThat(preferences.preview(engine.tenantId)).isFalse();
    write("+5511999990002", "secret");
    look();
    assertThat(due()).hasSize(2).allSatisfy(each -> assertThat(new String(each.payload(),
        StandardCharsets.UTF_8)).doesNotContain("secret"));
  }

  @Test
  void anInstallationMayShowNoPreviewsAtAll() {
    use(settings(Duration.ofMinutes(5), Duration.ofHours(1), false));
    subscribe(ana, "laptop");
    write(CUSTOMER, "secret");
    look();

    assertThat(due()).extracting(each -> TestNotifier.read(each.payload()).has("preview")).containsExactly(false);
  }

  @Test
  void oneReadsAndOnlyUnderTheLatestLease() {
    assertThat(log.reader().take("there")).as("while it is led").isEmpty();
    DB.run("update push_reader set lease_until = now() - interval '1 second'");
    var other = log.reader().take("there").orElseThrow();
    subscribe(ana, "laptop");
    write(CUSTOMER, "Olá");

    assertThat(log.look(lease)).isEqualTo(Look.LOST);
    assertThat(DB.count("push_deliveries")).isZero();
    log.reader().giveBack(lease);
    assertThat(log.reader().take("here")).as("given back by who has lost it").isEmpty();

    lease = other;
    look();
    assertThat(due()).hasSize(1);
    log.reader().giveBack(lease);
    assertThat(log.reader().take("here")).isPresent();
  }

  @Test
  void whatHappenedWhileNobodyReadIsReadByTheNext() {
    subscribe(ana, "laptop");
    look();
    log.reader().giveBack(lease);
    write(CUSTOMER, "in between");
    lease = log.reader().take("there").orElseThrow();
    look();

    assertThat(due()).hasSize(1);
    look();
    assertThat(DB.count("push_deliveries")).isEqualTo(1);
  }

  @Test
  void withoutAnyDeviceNothingIsReadAndThePlaceIsKept() {
    write(CUSTOMER, "before");

    assertThat(look()).isEqualTo(Look.NOBODY);
    subscribe(ana, "laptop");
    write(CUSTOMER, "after");
    look();
    assertThat(due()).extracting(each -> TestNotifier.read(each.payload()).get("preview").asText())
        .containsExactly("after");
  }

  @Test
  void aLongLogIsReadToItsEnd() {
    subscribe(ana, "laptop");
    look();
    DB.run("""
        insert into events (epoch, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), '%s', 'test', '{}'
        from generate_series(1, 2500)
        """.formatted(engine.tenantId));
    write(CUSTOMER, "at its end");
    var looks = new ArrayList<Look>();
    await().until(() -> {
      looks.add(log.look(lease));
      return DB.count("push_deliveries") == 1;
    });

    assertThat(looks).contains(Look.MORE);
    assertThat(due()).hasSize(1);
  }

  @Test
  void aLaterEpochFollowsTheOneBefore() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "before the restore");
    DB.run("select begin_event_epoch()");
    write("+5511999990002", "after it");
    await().until(() -> {
      log.look(lease);
      return DB.count("push_deliveries") == 2;
    });

    assertThat(due()).hasSize(2);
  }

  @Test
  void whatTheServiceDoesNotTakeNowIsTriedLaterAndGivenUpInTime() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "Olá");
    look();

    deliveries.later(due().getFirst(), Duration.ZERO);
    var second = due();
    assertThat(second).extracting(DueNotification::attempt).containsExactly(2);
    deliveries.later(second.getFirst(), Duration.ofMinutes(1));
    assertThat(due()).isEmpty();

    DB.run("update push_deliveries set expires_at = now()");
    assertThat(due()).isEmpty();
    assertThat(DB.count("push_deliveries")).isZero();
  }

  @Test
  void whatANodeThatDiedWasTellingIsToldByAnother() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "Olá");
    look();
    due();
    DB.run("update push_deliveries set claimed_until = now()");

    assertThat(due()).extracting(DueNotification::attempt).containsExactly(2);
  }

  @Test
  void aSubscriptionThatHasEndedIsForgotten() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "one");
    write("+5511999990002", "two");
    look();

    deliveries.gone(due().getFirst());

    assertThat(devices.of(owner(ana))).isEmpty();
    assertThat(DB.count("push_deliveries")).isZero();
  }

  @Test
  void whyADeviceIsNotReachedIsShownUntilItIs() {
    subscribe(ana, "laptop");
    write(CUSTOMER, "one");
    look();
    deliveries.refused(due().getFirst(), "BAD_CREDENTIALS");
    assertThat(devices.of(owner(ana)).getFirst().failure()).isEqualTo("BAD_CREDENTIALS");

    write(CUSTOMER, "two");
    look();
    deliveries.sent(due().getFirst());
    assertThat(devices.of(owner(ana)).getFirst().failure()).isNull();
  }

  @Test
  void aServiceThatHasEnoughToDoHoldsUpNoOther() {
    for (var i = 0; i < 3; i++) {
      devices.put(owner(agent("a" + i)), new Devices.Wanted(new Notifier.Subscription(
          "https://slow.example/" + i, "p", "a"), null, true, null));
    }
    subscribe(ana, "quick");
    write(CUSTOMER, "Olá");
    look();
    deliveries.drop();

    assertThat(deliveries.claim(List.of("https://slow.example"), 10, 10)).extracting(DueNotification::service)
        .containsExactly("https://push.example");
    assertThat(deliveries.claim(List.of(), 2, 10)).as("of each so many").hasSize(2);
    assertThat(deliveries.claim(List.of(), 2, 0)).as("no room").isEmpty();
  }

  @Test
  void aSubscriptionThatTheBrowserHasEndedByItselfIsNotUsed() {
    subscribe(ana, "laptop");
    DB.run("update push_subscriptions set expires_at = now() - interval '1 second'");
    write(CUSTOMER, "Olá");
    look();

    assertThat(due()).isEmpty();
  }
}
