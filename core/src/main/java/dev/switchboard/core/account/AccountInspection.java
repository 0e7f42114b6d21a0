package dev.switchboard.core.account;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.spi.AccountCheck;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.SimulatedProvider;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether an account works: at what we know of it ourselves, and at what its provider finds out by asking the service.
/// Sends nothing and changes nothing. Thread-safe; blocks, for seconds where services are slow.
@Singleton
public final class AccountInspection {

  private static final Logger LOG = LoggerFactory.getLogger(AccountInspection.class);

  private final Database database;
  private final Accounts accounts;
  private final AccountAdministration administration;
  private final AccountHealth health;

  public AccountInspection(Database database, Accounts accounts, AccountAdministration administration,
      AccountHealth health) {
    this.database = database;
    this.accounts = accounts;
    this.administration = administration;
    this.health = health;
  }

  /// Empty where the tenant has no such account.
  ///
  /// @param publicUrl the address of this installation as services see it, without a slash at its end; null where it has not
  ///        been told
  public Optional<CheckReport> inspect(UUID tenantId, String name, @Nullable String publicUrl) {
    return database.autocommit(connection -> StoredAccount.find(connection, tenantId, name))
        .map(stored -> inspect(stored, publicUrl));
  }

  private CheckReport inspect(StoredAccount stored, @Nullable String publicUrl) {
    var findings = new ArrayList<Finding>();
    findings.add(enabled(stored));
    findings.addAll(secrets(stored));
    var problem = administration.tryOut(stored);
    findings.add(problem
        .map(wrong -> new Finding(Verdict.BAD, "settings", wrong.setting(), String.valueOf(wrong.getMessage())))
        .orElseGet(() -> good("settings", "can be used")));
    var account = problem.isEmpty() ? accounts.find(stored.id()).orElse(null) : null;
    var webhooks = account != null && account.provider().capabilities().webhooks();
    if (account != null && webhooks) {
      findings.add(address(account, publicUrl));
    }
    findings.add(rate(stored));
    findings.addAll(breakers(stored.id()));
    findings.addAll(new AccountTraffic(database, stored.id(), webhooks).findings());
    if (account != null && account.provider() instanceof AccountCheck provider) {
      findings.addAll(ask(account, provider, publicUrl == null ? null : webhookUrl(publicUrl, account)));
    }
    return CheckReport.of(stored, findings);
  }

  private static Finding enabled(StoredAccount account) {
    if (account.deletedAt() != null) {
      return new Finding(Verdict.BAD, "account", null, "was deleted on " + account.deletedAt());
    }
    return account.enabled()
        ? good("account", "is switched on")
        : new Finding(Verdict.BAD, "account", "enabled",
            "is switched off: nothing is accepted for it, what waits for it is kept until it is switched on or ends at its "
                + "time, and its webhooks are not taken");
  }

  private List<Finding> secrets(StoredAccount account) {
    var closed = administration.unopenable(account);
    if (!closed.isEmpty()) {
      return closed.stream()
          .map(secret -> new Finding(Verdict.BAD, "secrets", secret,
              "does not open with the keys of this node: configure the key it was sealed with, or give it anew"))
          .toList();
    }
    var names = account.sealed().keySet();
    return List.of(good("secrets", names.isEmpty() ? "there are none" : "open: " + String.join(", ", names)));
  }

  private static Finding address(Account account, @Nullable String publicUrl) {
    var what = "public address";
    var setting = "switchboard.public-url";
    if (account.provider() instanceof SimulatedProvider) {
      return good(what, "does not matter to a simulated service");
    }
    if (publicUrl == null) {
      return new Finding(Verdict.DOUBTFUL, what, setting,
          "is not set: it is not known where the service has to call, and signatures over addresses cannot be proven behind a "
              + "proxy");
    }
    return publicUrl.startsWith("https://")
        ? good(what, "services have to call " + webhookUrl(publicUrl, account))
        : new Finding(Verdict.DOUBTFUL, what, setting,
            publicUrl + " is not https: some services call no such address, and everybody on the way can read");
  }

  private static String webhookUrl(String publicUrl, Account account) {
    return publicUrl + "/webhooks/" + account.id();
  }

  private static Finding rate(StoredAccount account) {
    var rate = account.ratePerSecond();
    return good("rate", rate == null ? "has no limit of ours" : "at most " + rate + " messages a second");
  }

  // As all nodes that send have found, so that it does not matter which of them is asked.
  private List<Finding> breakers(UUID accountId) {
    var what = "circuit breaker";
    var reports = health.reports(accountId);
    return reports.isEmpty()
        ? List.of(good(what, "no node that sends has found that calls do not get through"))
        : reports.stream()
            .map(report -> new Finding(Verdict.BAD, what, null, "calls of node %s have not got through since %s: %s"
                .formatted(report.node(), report.since().truncatedTo(ChronoUnit.SECONDS), report.reason())))
            .toList();
  }

  private static List<Finding> ask(Account account, AccountCheck provider, @Nullable String webhookUrl) {
    try {
      return provider.check(webhookUrl);
    } catch (RuntimeException e) {
      LOG.error("provider {} threw while checking account {}", account.provider().name(), account.id(), e);
      return List.of(new Finding(Verdict.UNKNOWN, "service", null, "the provider failed while it looked"));
    }
  }

  static Finding good(String what, String words) {
    return new Finding(Verdict.GOOD, what, null, words);
  }
}
