package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.TimelineEntry;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.outbox.Stranded;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.route.Route;
import dev.switchboard.core.route.Routes;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.tenant.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Messages that are handed in for a route: two accounts of WhatsApp, then SMS, then e-mail.
class RouteTest {

  private static final String ANA = "+5511999990001";
  private static final Failure DOWN = Failure.of(FailureReason.UNREACHABLE, "connection refused");

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final TestProvider SMS = new TestProvider("test-sms", Channel.SMS, ContentKind.TEXT);
  private static final TestProvider MAIL = new TestProvider("test-mail", Channel.EMAIL, ContentKind.EMAIL);

  private static TestEngine engine;
  private static Routes routes;
  private static AccountHealth health;
  private static Stranded stranded;
  private static Account first;
  private static Account second;
  private static Account sms;
  private static Account mail;

  @BeforeAll
  static void start() {
    engine = new TestEngine(DB, List.of(SMS, MAIL));
    routes = new Routes(engine.database, engine.accounts, engine.doorbell);
    health = new AccountHealth(engine.database);
    stranded = new Stranded(engine.database, engine.doorbell, engine.wakeups);
    first = engine.account;
    second = engine.newAccount("second", engine.provider);
    sms = engine.newAccount("sms", SMS);
    mail = engine.newAccount("mail", MAIL);
    routes.put(engine.tenantId, "all", List.of(leg("test", 3_600), leg("second", 3_600), leg("sms", 3_600),
        new Route.Leg("mail", 3_600, "News for you")));
    routes.put(engine.tenantId, "hasty", List.of(leg("test", 0), leg("sms", 0)));
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
  }

  @AfterEach
  void allIsWell() {
    DB.run("truncate outbox, status_checks, receipts_waiting, account_health, message_legs",
        "update channel_accounts set enabled = true where not enabled",
        "update account_rates set paused_until = '-infinity'");
    await().until(() -> engine.messages.consider(request("all", "+5511999990009", null)).ways().stream()
        .allMatch(way -> way.illness() == null));
  }

  private static Route.Leg leg(String account, double patience) {
    return new Route.Leg(account, patience, null);
  }

  @Test
  void whoeverChangesARouteSeesItAtOnce() {
    var deaf = new Doorbell(engine.database);
    deaf.close();
    var changing = new Routes(engine.database, engine.accounts, deaf);

    changing.put(engine.tenantId, "changed", List.of(leg("test", 1)));
    assertThat(changing.find(engine.tenantId, "changed").orElseThrow().legs()).containsExactly(leg("test", 1));
    changing.put(engine.tenantId, "changed", List.of(leg("sms", 2)));
    assertThat(changing.find(engine.tenantId, "changed").orElseThrow().legs()).containsExactly(leg("sms", 2));
    changing.remove(engine.tenantId, "changed");
    assertThat(changing.find(engine.tenantId, "changed")).isEmpty();
  }

  @Test
  void theFirstAccountIsMeant() {
    var id = accept("all", ANA);

    assertThat(accountOf(id)).isEqualTo("test");
    assertThat(words(id)).contains("The route all led to test.");
  }

  @Test
  void anAccountThatIsIllIsPassedOver() {
    ill(first, FailureReason.UNREACHABLE);

    var id = accept("all", ANA);

    assertThat(accountOf(id)).isEqualTo("second");
    assertThat(words(id)).contains("The route all led to second, passing over test (UNREACHABLE).");
  }

  @Test
  void anAccountThatItsServiceAskedToWaitIsPassedOver() {
    DB.run("update account_rates set paused_until = now() + interval '1 hour' where account_id = '" + first.id() + "'");

    assertThat(accountOf(acceptFreshly("all", ANA))).isEqualTo("second");
  }

  @Test
  void whereNoneIsWellTheFirstIsTakenAsWaitingIsBetterThanRefusing() {
    for (var account : List.of(first, second, sms, mail)) {
      ill(account, FailureReason.UNREACHABLE);
    }

    assertThat(accountOf(accept("all", ANA))).isEqualTo("test");
  }

  @Test
  void aRouteThatLeadsNowhereRefusesWithTheReasonOfEachWayAndStoresNothing() {
    routes.put(engine.tenantId, "letters", List.of(leg("mail", 30)));
    var messages = DB.count("chat_messages");

    var result = engine.messages.accept(request("letters", ANA, null));

    assertThat(result).isInstanceOfSatisfying(AcceptResult.Refused.class, refused -> {
      assertThat(refused.field()).isEqualTo("route");
      assertThat(refused.code()).isEqualTo(AcceptResult.Refusal.NO_WAY);
      assertThat(refused.detail()).contains("mail: to has no EMAIL");
    });
    assertThat(DB.count("chat_messages")).isEqualTo(messages);
  }

  @Test
  void anUnknownRouteIsRefused() {
    assertThat(engine.messages.accept(request("nowhere", ANA, null))).isInstanceOfSatisfying(
        AcceptResult.Refused.class,
        refused -> assertThat(refused.code()).isEqualTo(AcceptResult.Refusal.UNKNOWN_ROUTE));
  }

  @Test
  void theSameKeyAndRouteGiveTheSameAnswerWhicheverWayIsWell() {
    var request = request("all", ANA, "route-key");
    var id = engine.accept(request);
    ill(first, FailureReason.UNREACHABLE);

    assertThat(engine.messages.accept(request)).isInstanceOfSatisfying(AcceptResult.Accepted.class, again -> {
      assertThat(again.id()).isEqualTo(id);
      assertThat(again.repeated()).isTrue();
    });
    assertThat(engine.messages.accept(request("hasty", ANA, "route-key"))).isInstanceOfSatisfying(
        AcceptResult.Refused.class,
        refused -> assertThat(refused.code()).isEqualTo(AcceptResult.Refusal.KEY_REUSED));
  }

  @ParameterizedTest
  @EnumSource(value = FailureReason.class, names = {"ACCOUNT_BLOCKED", "BAD_CREDENTIALS", "BAD_CONFIGURATION"})
  void whatItsAccountMayNotSendGoesByTheNextAccount(FailureReason reason) {
    var id = accept("all", ANA);
    var chat = DB.value(UUID.class, "select chat_id from chat_messages where id = ?", id);

    settle(claim(first), new SendResult.Rejected(Failure.of(reason, "no")));

    assertThat(accountOf(id)).isEqualTo("second");
    assertThat(engine.status(id)).isEqualTo("SENDING");
    assertThat(claimed(first)).isEmpty();
    settle(claim(second), new SendResult.Accepted("s-1"));
    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.value(UUID.class, "select chat_id from chat_messages where id = ?", id)).isEqualTo(chat);
    assertThat(words(id)).contains("It goes by second instead of test, because of " + reason + ".");
    assertThat(DB.values(String.class, """
        select a.name || ' ' || m.result
        from message_attempts m
        join channel_accounts a on a.id = m.account_id
        where message_id = ?
        order by token
        """, id)).containsExactly("test REJECTED", "second ACCEPTED");
    assertThat(DB.count("events where message_id = '" + id + "' and kind = 'message_rerouted'")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = FailureReason.class, names = {"BAD_ADDRESS", "UNDELIVERABLE", "WINDOW_CLOSED", "CONTENT_REFUSED"})
  void whatOneChannelCannotDeliverGoesByAnother(FailureReason reason) {
    var id = accept("all", ANA);

    settle(claim(first), new SendResult.Rejected(Failure.of(reason, "no")));

    assertThat(accountOf(id)).isEqualTo("sms");
  }

  @Test
  void whoWantsNoMessagesGetsNoneByAnotherWay() {
    var id = accept("all", ANA);

    settle(claim(first), new SendResult.Rejected(Failure.of(FailureReason.OPTED_OUT, "STOP")));

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(DB.count("outbox where message_id = '" + id + "'")).isZero();
  }

  @Test
  void whereEveryWayHasFailedTheMessageHas() {
    var id = accept("hasty", ANA);
    var refused = new SendResult.Rejected(Failure.of(FailureReason.BAD_CREDENTIALS, "401"));

    settle(claim(first), refused);
    settle(claim(sms), refused);

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(DB.count("outbox where message_id = '" + id + "'")).isZero();
  }

  @Test
  void aWayIsTriedAgainWhilePatienceLasts() {
    var id = accept("all", ANA);

    settle(claim(first), new SendResult.RetryLater(DOWN));

    assertThat(accountOf(id)).isEqualTo("test");
    assertThat(DB.count("outbox where message_id = '" + id + "' and attempt = 1")).isEqualTo(1);
  }

  @Test
  void beyondItsPatienceItGoesAnotherWayAndItsDelaysBeginAnew() {
    var id = accept("hasty", ANA);

    settle(claim(first), new SendResult.RetryLater(DOWN));

    assertThat(accountOf(id)).isEqualTo("sms");
    // The other way is in reserve, but as long as it is well nothing speaks for going back there.
    DB.run("update message_legs set patience_seconds = 3600");
    for (var i = 0; i < TestEngine.SETTINGS.retryDelays().size(); i++) {
      settle(claim(sms), new SendResult.RetryLater(DOWN));
      assertThat(engine.status(id)).isEqualTo("SENDING");
    }
    assertThat(accountOf(id)).isEqualTo("sms");
  }

  @Test
  void itDoesNotGoToAnAccountThatIsIllRatherThanWait() {
    var id = accept("hasty", ANA);
    ill(sms, FailureReason.UNREACHABLE);

    settle(claim(first), new SendResult.RetryLater(DOWN));

    assertThat(accountOf(id)).isEqualTo("test");
  }

  @Test
  void itComesBackToAWayThatWasOnlyDown() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.RetryLater(DOWN));

    settle(claim(sms), new SendResult.RetryLater(DOWN));

    assertThat(accountOf(id)).isEqualTo("test");
  }

  @Test
  void aMessageInDoubtGoesNoOtherWayBeforeItsServiceWasAsked() {
    var id = accept("hasty", ANA);

    settle(claim(first), new SendResult.Unconfirmed(Failure.of(FailureReason.TIMEOUT, "no answer")));

    assertThat(accountOf(id)).isEqualTo("test");
    assertThat(claimed(sms)).isEmpty();
    assertThat(stranded.reroute()).isZero();
  }

  @Test
  void whatItsServiceNeverReceivedGoesAnotherWay() {
    var id = inDoubt();

    check(new StatusResult.NotSent());

    assertThat(accountOf(id)).isEqualTo("sms");
    assertThat(DB.count("status_checks where message_id = '" + id + "'")).isZero();
    settle(claim(sms), new SendResult.Accepted("s-2"));
    assertThat(engine.status(id)).isEqualTo("SENT");
  }

  @Test
  void whatNobodyCanTellOfIsSentAgainByTheSameWayOnly() {
    var id = inDoubt();

    check(new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "?")));

    assertThat(accountOf(id)).isEqualTo("test");
    assertThat(claimed(first)).hasSize(1);
    assertThat(claimed(sms)).isEmpty();
  }

  @Test
  void aWorkerThatWasTakenForLostAndWasNotMakesNoDuplicate() {
    var id = inDoubt();
    var lost = lastClaim;
    check(new StatusResult.NotSent());

    settle(lost, new SendResult.Accepted("late"));

    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(claimed(sms)).as("nothing is left to be sent").isEmpty();
    assertThat(DB.value(String.class, """
        select a.name
        from message_attempts m
        join channel_accounts a on a.id = m.account_id
        where message_id = ? and result = 'ACCEPTED'
        """, id)).isEqualTo("test");
  }

  @Test
  void whatItsServiceTookAndCouldNotDeliverGoesAnotherWay() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.Accepted("w-1"));

    receipt(first, "w-1", DeliveryReport.Status.FAILED);

    assertThat(engine.status(id)).as("a status never goes backwards").isEqualTo("SENT");
    assertThat(accountOf(id)).isEqualTo("sms");
    settle(claim(sms), new SendResult.Accepted("s-1"));
    assertThat(DB.count("outbox where message_id = '" + id + "'")).isZero();
    assertThat(DB.count("message_attempts where message_id = '" + id + "' and duplicate")).isZero();
    receipt(sms, "s-1", DeliveryReport.Status.DELIVERED);
    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.values(Integer.class, "select attempt from message_attempts where message_id = ? order by token", id))
        .containsExactly(1, 2);
  }

  @Test
  void theSameFailureAgainChangesNothing() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.Accepted("w-2"));
    receipt(first, "w-2", DeliveryReport.Status.FAILED);

    receipt(first, "w-2", DeliveryReport.Status.FAILED);

    assertThat(accountOf(id)).isEqualTo("sms");
    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(DB.count("events where message_id = '" + id + "' and kind = 'message_rerouted'")).isEqualTo(1);
  }

  @Test
  void whatArrivedAfterAllGoesNoOtherWay() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.Accepted("w-3"));
    receipt(first, "w-3", DeliveryReport.Status.FAILED);

    receipt(first, "w-3", DeliveryReport.Status.DELIVERED);

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(claimed(sms)).isEmpty();
  }

  @Test
  void aFailureAndADeliveryInOneCallAreADelivery() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.Accepted("w-4"));

    engine.webhooks.receive(first.id(), TestProvider.webhook(List.of(
        Map.of("receipt", "FAILED", "id", "w-4", "reason", "UNDELIVERABLE"),
        Map.of("receipt", "DELIVERED", "id", "w-4"))));

    assertThat(engine.status(id)).isEqualTo("DELIVERED");
    assertThat(DB.count("outbox where message_id = '" + id + "'")).isZero();
  }

  @Test
  void aSecondWayThatFailsForGoodFailsTheMessageThatHadBeenSent() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.Accepted("w-5"));
    receipt(first, "w-5", DeliveryReport.Status.FAILED);

    settle(claim(sms), new SendResult.Rejected(Failure.of(FailureReason.BAD_ADDRESS, "landline")));

    assertThat(engine.status(id)).isEqualTo("FAILED");
    assertThat(DB.value(String.class, "select reason from chat_messages where id = ?", id)).isEqualTo("BAD_ADDRESS");
  }

  @Test
  void aSecondWayThatIsDownIsTriedAgainAlthoughTheMessageHadBeenSent() {
    var id = accept("hasty", ANA);
    settle(claim(first), new SendResult.Accepted("w-6"));
    receipt(first, "w-6", DeliveryReport.Status.FAILED);

    settle(claim(sms), new SendResult.RetryLater(DOWN));

    assertThat(DB.count("outbox where message_id = '" + id + "' and ready")).isEqualTo(1);
  }

  @Test
  void whatIsTooLateGoesNoOtherWay() {
    var id = accept("hasty", ANA);
    var claim = claim(first);
    DB.run("update chat_messages set expires_at = now() - interval '1 second' where id = '" + id + "'");

    settle(claim, new SendResult.Rejected(Failure.of(FailureReason.BAD_CREDENTIALS, "401")));

    assertThat(engine.status(id)).isEqualTo("FAILED");
  }

  @Test
  void whatWaitsForAnAccountThatRestsGoesAnotherWayOnceItsPatienceIsOver() {
    var impatient = accept("hasty", ANA);
    var patient = accept("all", "+5511999990002");
    var unrouted = engine.accept("+5511999990003", "x");
    ill(first, FailureReason.UNREACHABLE);

    assertThat(stranded.reroute()).isEqualTo(1);

    assertThat(accountOf(impatient)).isEqualTo("sms");
    assertThat(accountOf(patient)).isEqualTo("test");
    assertThat(accountOf(unrouted)).isEqualTo("test");
    assertThat(stranded.reroute()).isZero();
  }

  @Test
  void whatWaitsForAnAccountThatWasSwitchedOffGoesAnotherWay() {
    var id = accept("hasty", ANA);
    DB.run("update channel_accounts set enabled = false where id = '" + first.id() + "'");

    assertThat(stranded.reroute()).isEqualTo(1);

    assertThat(accountOf(id)).isEqualTo("sms");
  }

  @Test
  void whatHasNoOtherAccountThatIsWellStaysWhereItIs() {
    accept("hasty", ANA);
    ill(first, FailureReason.UNREACHABLE);
    ill(sms, FailureReason.UNREACHABLE);

    assertThat(stranded.reroute()).isZero();
  }

  @Test
  void theNextMessageOfTheChatWaitsForTheOneThatGoesAnotherWay() {
    var id = accept("hasty", ANA);
    var next = engine.accept(ANA, "after it");

    settle(claim(first), new SendResult.Rejected(Failure.of(FailureReason.BAD_CREDENTIALS, "401")));

    assertThat(claimed(first)).isEmpty();
    settle(claim(sms), new SendResult.Accepted("s-9"));
    assertThat(engine.status(id)).isEqualTo("SENT");
    assertThat(claimed(first)).extracting(claim -> claim.message().id()).containsExactly(next);
  }

  @Test
  void aTextGoesAsALetterToTheAddressThatIsKnown() {
    accept("hasty", ANA);
    DB.run("""
        insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
        select tenant_id, 'EMAIL', 'ana@example.com', 'Ana@example.com', contact_id
        from contact_identities
        where tenant_id = '%s' and kind = 'PHONE' and value = '%s'
        on conflict do nothing
        """.formatted(engine.tenantId, ANA));
    routes.put(engine.tenantId, "by-mail", List.of(new Route.Leg("mail", 30, "News for you")));

    var id = accept("by-mail", ANA);

    assertThat(DB.value(String.class, "select recipient from chat_messages where id = ?", id))
        .isEqualTo("Ana@example.com");
    var claim = claim(mail);
    assertThat(claim.message().content()).isEqualTo(new Content.Email("News for you", "Olá", null));
  }

  @Test
  void aDryRunTellsWhatWouldHappenAndStoresNothing() {
    ill(first, FailureReason.BAD_CREDENTIALS);
    var messages = DB.count("chat_messages");

    var prospect = engine.messages.consider(request("all", "+5511999990007", null));

    assertThat(prospect.refused()).isNull();
    assertThat(prospect.ways()).extracting(way -> way.account() + (way.chosen() ? " chosen" : "")
        + (way.refused() == null ? "" : " " + way.refused().code().label())
        + (way.illness() == null ? "" : " " + way.illness()))
        .containsExactly("test BAD_CREDENTIALS", "second chosen", "sms", "mail bad-address");
    assertThat(DB.count("chat_messages")).isEqualTo(messages);
    assertThat(DB.count("contact_identities where value = '+5511999990007'")).isZero();
  }

  @Test
  void aDryRunTellsWhatATextCostsAsAnSms() {
    var text = "Olá! ".repeat(40);

    var ways = engine.messages.consider(saying(text)).ways();

    assertThat(ways).extracting(way -> way.account() + " " + way.segments() + " " + way.encoding()).containsExactly(
        "test null null", "second null null", "sms 3 UCS-2", "mail null null");
    assertThat(engine.messages.consider(saying("x".repeat(161))).ways()
        .get(2)).satisfies(way -> {
          assertThat(way.segments()).isEqualTo(2);
          assertThat(way.encoding()).isEqualTo("GSM-7");
          assertThat(way.windowOpen()).as("SMS has no windows").isNull();
        });
  }

  @Test
  void aDryRunForAnAccountTellsWhyItWouldBeRefused() {
    var request = new MessageRequest(engine.tenantId, "test", "nobody", new Content.Text("x"), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, null);

    var prospect = engine.messages.consider(request);

    assertThat(prospect.refused()).isNotNull();
    assertThat(prospect.refused().code()).isEqualTo(AcceptResult.Refusal.BAD_ADDRESS);
  }

  @Test
  void anotherTenantsRouteIsNone() {
    var request = new MessageRequest(UUID.randomUUID(), null, ANA, new Content.Text("x"), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, null, null, "all");

    assertThat(engine.messages.accept(request)).isInstanceOfSatisfying(AcceptResult.Refused.class,
        refused -> assertThat(refused.code()).isEqualTo(AcceptResult.Refusal.UNKNOWN_ROUTE));
  }

  private @Nullable Claimed lastClaim;

  private UUID inDoubt() {
    var id = accept("hasty", ANA);
    lastClaim = claim(first);
    settle(lastClaim, new SendResult.Unconfirmed(Failure.of(FailureReason.TIMEOUT, "no answer")));
    return id;
  }

  // Of TestEngine's two delays, so that it is the last word.
  private static void check(StatusResult result) {
    DB.run("update status_checks set due_at = now()");
    var due = engine.checks.claim(first, 10);
    assertThat(due).hasSize(1);
    engine.checks.settle(due.getFirst(), result, false);
  }

  private static MessageRequest saying(String text) {
    return new MessageRequest(engine.tenantId, null, "+5511999990007", new Content.Text(text), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, null, null, "all");
  }

  private static MessageRequest request(String route, String to, @Nullable String key) {
    return new MessageRequest(engine.tenantId, null, to, new Content.Text("Olá"), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, key, null, null, null, route);
  }

  private static UUID accept(String route, String to) {
    return engine.accept(request(route, to, null));
  }

  // Past the second for which the engine believes what it has read of the accounts' health.
  private static UUID acceptFreshly(String route, String to) {
    await().until(() -> health.of(first.id()).isPresent());
    return await().until(() -> accept(route, to), id -> !"test".equals(accountOf(id)));
  }

  private static void ill(Account account, FailureReason reason) {
    health.report(account.id(), "node-1", reason.name(), Duration.ofMinutes(1));
    await().until(() -> engine.messages.consider(request("all", "+5511999990009", null)).ways()
        .stream().anyMatch(way -> way.account().equals(account.name()) && way.illness() != null));
  }

  private static List<Claimed> claimed(Account account) {
    DB.run("update outbox set due_at = now() where state = 'QUEUED' and due_at > now()");
    return engine.outbox.claim(account, Lane.TRANSACTIONAL, 10, "node-1").messages();
  }

  private static Claimed claim(Account account) {
    var claimed = claimed(account);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  private static void settle(Claimed claimed, SendResult result) {
    engine.outcomes.settle(new Outcome(claimed, result, Instant.now(), true, false));
  }

  private static void receipt(Account account, String id, DeliveryReport.Status status) {
    var item = status == DeliveryReport.Status.FAILED
        ? Map.of("receipt", status.name(), "id", id, "reason", "UNDELIVERABLE")
        : Map.of("receipt", status.name(), "id", id);
    engine.webhooks.receive(account.id(), TestProvider.webhook(List.of(item)));
  }

  private static String accountOf(UUID id) {
    return DB.value(String.class, """
        select a.name
        from chat_messages m
        join channel_accounts a on a.id = m.account_id
        where m.id = ?
          and not exists (
            select
            from outbox o
            where o.message_id = m.id and o.account_id <> m.account_id)
        """, id);
  }

  private static List<String> words(UUID id) {
    return new TimelineReader(engine.database).find(Viewer.all(engine.tenantId), id).orElseThrow().entries().stream()
        .map(TimelineEntry::words)
        .toList();
  }
}
