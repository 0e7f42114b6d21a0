package dev.switchboard.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.tenant.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccountInspectionTest {

  private static final String ANA = "+5511999990001";
  private static final String PUBLIC = "https://switchboard.example";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  AccountHealth health;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    health = new AccountHealth(engine.database);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, webhook_inbox, webhook_refusals");
  }

  private CheckReport inspect(@Nullable String publicUrl) {
    var administration = new AccountAdministration(engine.database, List.of(engine.provider), TestEngine.CIPHER);
    return new AccountInspection(engine.database, engine.accounts, administration, health)
        .inspect(engine.tenantId, "test", publicUrl).orElseThrow();
  }

  private static Finding finding(CheckReport report, String what) {
    return report.findings().stream().filter(finding -> finding.what().equals(what)).findFirst().orElseThrow();
  }

  private static Verdict verdict(CheckReport report, String what) {
    return finding(report, what).verdict();
  }

  @Test
  void anAccountThatHasDoneItsWorkIsGood() {
    engine.accept(ANA, "x");
    engine.drain();
    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(Map.of("from", ANA, "id", "in-1", "text", "x"))));
    engine.provider.findings = List.of(new Finding(Verdict.GOOD, "credentials", null, "are accepted"));

    var report = inspect(PUBLIC);

    assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.GOOD);
    assertThat(report.findings()).extracting(Finding::what).containsExactly("account", "secrets", "settings",
        "public address", "rate", "circuit breaker", "pause", "webhooks", "refused webhooks", "last send",
        "failures of the last hour", "credentials");
    assertThat(finding(report, "public address").words()).contains(PUBLIC + "/webhooks/" + engine.account.id());
    assertThat(finding(report, "last send").words()).contains("less than a minute ago");
  }

  @Test
  void anAccountThatIsSwitchedOffIsBad() {
    DB.run("update channel_accounts set enabled = false where tenant_id = '" + engine.tenantId + "'");

    assertThat(verdict(inspect(PUBLIC), "account")).isEqualTo(Verdict.BAD);
    assertThat(inspect(PUBLIC).verdict()).isEqualTo(Verdict.BAD);
  }

  @Test
  void anAccountForWhichMessagesWaitIsNotDeleted() {
    var administration = new AccountAdministration(engine.database, List.of(engine.provider), TestEngine.CIPHER);
    var actor = Actor.node(engine.tenantId);
    engine.accept(ANA, "x");

    assertThatExceptionOfType(AccountInUseException.class).isThrownBy(() -> administration.delete(actor, "test"))
        .withMessageStartingWith("1 message waits to be sent by this account");
    assertThat(verdict(inspect(PUBLIC), "account")).isEqualTo(Verdict.GOOD);

    engine.drain();
    assertThat(administration.delete(actor, "test")).contains(engine.account.id());
  }

  @Test
  void aLaneThatIsSwitchedOffIsNotDue() {
    engine.accept(ANA, "x");
    await().until(() -> DB.count("jobrunr.jobrunr_jobs") > 0);
    // As if its task had been lost: then it is ordered anew before the call returns.
    DB.run("update channel_accounts set enabled = false where tenant_id = '" + engine.tenantId + "'",
        "update outbox set due_at = now() - interval '1 minute'",
        "update account_tasks set woken_at = now() - interval '1 minute'", "delete from jobrunr.jobrunr_jobs");

    engine.dueLanes.wake();
    assertThat(DB.count("jobrunr.jobrunr_jobs")).isZero();

    DB.run("update channel_accounts set enabled = true where tenant_id = '" + engine.tenantId + "'");
    engine.dueLanes.wake();
    assertThat(DB.count("jobrunr.jobrunr_jobs")).isOne();
  }

  @Test
  void aSecretThatDoesNotOpenIsNamed() {
    DB.run("update channel_accounts set secrets = '{\"token\": \"lost:AAAA\"}' where tenant_id = '" + engine.tenantId
        + "'");

    var report = inspect(PUBLIC);

    assertThat(finding(report, "secrets")).satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("token");
    });
    assertThat(verdict(report, "settings")).isEqualTo(Verdict.BAD);
  }

  @Test
  void anAddressThatNobodyOutsideCanUseIsDoubtful() {
    assertThat(verdict(inspect(null), "public address")).isEqualTo(Verdict.DOUBTFUL);
    assertThat(verdict(inspect("http://switchboard.example"), "public address")).isEqualTo(Verdict.DOUBTFUL);
    assertThat(verdict(inspect(PUBLIC), "public address")).isEqualTo(Verdict.GOOD);
  }

  @Test
  void webhooksThatAreRefusedOneAfterTheOtherAreBad() {
    engine.webhooks.receive(engine.account.id(), new WebhookRequest("POST", PUBLIC, Map.of(), Map.of(), new byte[0],
        Instant.now()));
    await().until(() -> DB.count("webhook_refusals where account_id = ?", engine.account.id()) == 1);

    assertThat(finding(inspect(PUBLIC), "refused webhooks")).satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.words()).contains("1 so far", "unsigned");
    });

    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of()));

    assertThat(verdict(inspect(PUBLIC), "refused webhooks")).as("understood since").isEqualTo(Verdict.DOUBTFUL);
  }

  @Test
  void whatFailedIsCountedByItsReason() {
    fail(FailureReason.BAD_ADDRESS, FailureReason.BAD_ADDRESS, FailureReason.UNDELIVERABLE);
    assertThat(finding(inspect(PUBLIC), "failures of the last hour")).satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.words()).contains("3 of 3 calls failed: 2 BAD_ADDRESS, 1 UNDELIVERABLE");
    });

    engine.provider.answer = TestProvider::accept;
    for (var i = 0; i < 10; i++) {
      engine.accept("+551199999010" + i, "x");
    }
    engine.drain();

    assertThat(verdict(inspect(PUBLIC), "failures of the last hour")).isEqualTo(Verdict.DOUBTFUL);
  }

  @Test
  void whatIsTheAccountsOwnFaultIsBadHoweverSeldom() {
    fail(FailureReason.BAD_CREDENTIALS);
    engine.provider.answer = TestProvider::accept;
    for (var i = 0; i < 30; i++) {
      engine.accept("+55119999902" + (10 + i), "x");
    }
    engine.drain();

    assertThat(verdict(inspect(PUBLIC), "failures of the last hour")).isEqualTo(Verdict.BAD);
  }

  @Test
  void whatTheServiceReportedLaterIsToldToo() {
    var id = engine.accept(ANA, "x");
    engine.drain();
    engine.webhooks.receive(engine.account.id(), TestProvider
        .webhook(List.of(Map.of("receipt", "FAILED", "id", id + "/1", "reason", "UNDELIVERABLE"))));

    assertThat(finding(inspect(PUBLIC), "failures of the last hour").words())
        .contains("1 messages were taken and reported as failed later: 1 UNDELIVERABLE");
  }

  @Test
  void aPauseAndAnOpenBreakerAreTold() {
    DB.run("update account_rates set paused_until = now() + interval '1 hour' where account_id = '"
        + engine.account.id() + "'");
    health.report(engine.account.id(), "worker-7", "UNREACHABLE", Duration.ofMinutes(1));

    assertThat(verdict(inspect(PUBLIC), "pause")).isEqualTo(Verdict.DOUBTFUL);
    assertThat(finding(inspect(PUBLIC), "circuit breaker")).satisfies(breaker -> {
      assertThat(breaker.verdict()).isEqualTo(Verdict.BAD);
      assertThat(breaker.words()).startsWith("calls of node worker-7 have not got through since ")
          .endsWith(": UNREACHABLE");
    });
    health.clear(engine.account.id(), "worker-7");
    assertThat(verdict(inspect(PUBLIC), "circuit breaker")).isEqualTo(Verdict.GOOD);
  }

  @Test
  void theLatestTwentyNoticesAreAmongTheFindings() {
    for (var i = 0; i < 25; i++) {
      engine.webhooks.receive(engine.account.id(),
          TestProvider.webhook(List.of(Map.of("notice", "limit", "text", "tier " + i))));
    }

    assertThat(inspect(PUBLIC).findings()).filteredOn(finding -> finding.what().equals("notice of the service"))
        .hasSize(20).first().extracting(Finding::words).asString().contains("limit: tier 24");
  }

  @Test
  void whatTheProviderFindsStandsWithTheRest() {
    engine.provider.findings = List.of(new Finding(Verdict.BAD, "sender", "from", "is unknown there"));

    assertThat(inspect(PUBLIC).verdict()).isEqualTo(Verdict.BAD);
    assertThat(inspect(PUBLIC).findings()).last().isEqualTo(engine.provider.findings.getFirst());
  }

  @Test
  void anotherTenantsAccountIsNotThere() {
    var administration = new AccountAdministration(engine.database, List.of(engine.provider), TestEngine.CIPHER);

    assertThat(new AccountInspection(engine.database, engine.accounts, administration, health)
        .inspect(UUID.randomUUID(), "test", PUBLIC)).isEmpty();
  }

  private void fail(FailureReason... reasons) {
    Arrays.stream(reasons).forEach(reason -> {
      engine.provider.answer = _ -> new SendResult.Rejected(Failure.of(reason, null));
      engine.accept(ANA, "x");
      engine.drain();
    });
  }
}
