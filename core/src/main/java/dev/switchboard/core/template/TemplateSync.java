package dev.switchboard.core.template;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import io.micrometer.core.instrument.Metrics;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches the templates that services keep, and what they think of them.
///
/// An account's are fetched by one node at a time: by the lease of its row in `template_syncs`, which says when it is due. What
/// has changed at the service is a new version here; what is not there any more is DELETED and stays for the messages that
/// were made of it. Where the service cannot be asked everything stays as it is, and the row says why. Thread-safe; blocks for
/// as long as the service takes.
@Singleton
public final class TemplateSync {

  private static final Logger LOG = LoggerFactory.getLogger(TemplateSync.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);
  // Who keeps no templates today keeps none tomorrow, unless another version of us knows better.
  private static final Duration WITHOUT_TEMPLATES = Duration.ofDays(1);
  private static final Duration LEASE = Duration.ofMinutes(15);
  private static final double JITTER = 0.2;
  private static final int LONGEST_REASON = 500;
  // The lease has run out, and somebody else has begun.
  private static final int LOST = -1;

  private final Database database;
  private final Accounts accounts;
  private final Templates templates;
  private final Doorbell doorbell;

  public TemplateSync(Database database, Accounts accounts, Templates templates, Doorbell doorbell) {
    this.database = database;
    this.accounts = accounts;
    this.templates = templates;
    this.doorbell = doorbell;
  }

  /// What a synchronisation came to.
  public sealed interface Result {

    /// @param changed those that are new, say something else, or are in another state
    record Done(int changed) implements Result {}

    /// Another node does it now.
    record Busy() implements Result {}

    /// The account's service keeps none.
    record NoTemplates() implements Result {}

    /// @param why in the service's words
    record Failed(String why) implements Result {}
  }

  /// @param started by the database's clock
  /// @param leaseUntil proves that it is still ours
  private record Claim(UUID accountId, OffsetDateTime started, OffsetDateTime leaseUntil) {}

  /// Fetches those of the account that has been due for longest. Empty where none is due.
  public Optional<Result> next() {
    return claim(null).map(claim -> accounts.find(claim.accountId()).map(account -> sync(account, claim))
        .orElseGet(Result.NoTemplates::new));
  }

  /// Fetches an account's now, whether they are due or not.
  public Result now(Account account) {
    if (!(account.provider() instanceof TemplateSource)) {
      return new Result.NoTemplates();
    }
    return claim(account.id()).map(claim -> sync(account, claim)).orElseGet(Result.Busy::new);
  }

  private Result sync(Account account, Claim claim) {
    if (!(account.provider() instanceof TemplateSource source)) {
      release(claim, WITHOUT_TEMPLATES, null);
      return new Result.NoTemplates();
    }
    List<ServiceTemplate> fetched;
    try {
      fetched = source.templates();
    } catch (IOException | RuntimeException e) {
      return failed(account, claim, String.valueOf(e.getMessage()));
    }
    int changed = database.retried(connection -> store(connection, account, claim, fetched));
    if (changed == LOST) {
      return new Result.Busy();
    }
    if (changed > 0) {
      templates.forget(account.tenantId());
      doorbell.ring("events");
      LOG.info("{} templates of account {} have changed at its service", changed, account.id());
    }
    count("done");
    return new Result.Done(changed);
  }

  private Result failed(Account account, Claim claim, String why) {
    var reason = Jsonb.storableText(why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) : why);
    release(claim, AFTER_FAILURE, reason);
    LOG.warn("the templates of account {} could not be fetched; what is known of them stays", account.id());
    count("failed");
    return new Result.Failed(reason);
  }

  private static void count(String outcome) {
    Metrics.counter("switchboard.template.syncs", "outcome", outcome).increment();
  }

  private Optional<Claim> claim(@Nullable UUID accountId) {
    return database.autocommit(connection -> {
      enroll(connection);
      var claim = """
          update template_syncs
          set lease_until = now() + make_interval(secs => ?)
          where account_id = (
            select s.account_id
            from template_syncs s
            join channel_accounts a on a.id = s.account_id
            where a.enabled
              and (s.lease_until is null or s.lease_until < now())
              and %s
            order by s.due_at
            limit 1
            for update of s skip locked)
          returning account_id, now() as started, lease_until
          """.formatted(accountId == null ? "s.due_at <= now()" : "s.account_id = ?");
      try (var statement = connection.prepareStatement(claim)) {
        statement.setDouble(1, LEASE.toSeconds());
        if (accountId != null) {
          statement.setObject(2, accountId);
        }
        try (var row = statement.executeQuery()) {
          return row.next()
              ? Optional.of(new Claim(row.getObject("account_id", UUID.class),
                  row.getObject("started", OffsetDateTime.class), row.getObject("lease_until", OffsetDateTime.class)))
              : Optional.empty();
        }
      }
    });
  }

  private static void enroll(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into template_syncs (account_id, tenant_id)
        select a.id, a.tenant_id
        from channel_accounts a
        where a.enabled
          and not exists (select from template_syncs s where s.account_id = a.id)
        on conflict do nothing
        """)) {
      statement.executeUpdate();
    }
  }

  private static int store(Connection connection, Account account, Claim claim,
      List<ServiceTemplate> fetched) throws SQLException {
    // Before the templates, as webhooks do.
    if (!isHeld(connection, claim)) {
      return LOST;
    }
    var changed = new FetchedTemplates(account, claim.started(), fetched).store(connection);
    TemplateEvents.tell(connection, changed);
    release(connection, claim, EVERY, null, true);
    return changed.size();
  }

  private static boolean isHeld(Connection connection, Claim claim) throws SQLException {
    return Rows.exist(connection, """
        select
        from template_syncs
        where account_id = ?
          and lease_until = ?
        for update
        """, claim.accountId(), claim.leaseUntil());
  }

  private void release(Claim claim, Duration pause, @Nullable String failure) {
    database.autocommit(connection -> {
      release(connection, claim, pause, failure, false);
      return true;
    });
  }

  private static void release(Connection connection, Claim claim, Duration pause, @Nullable String failure,
      boolean done) throws SQLException {
    // Whoever has asked for another look meanwhile shall have it.
    try (var statement = connection.prepareStatement("""
        update template_syncs
        set lease_until = null,
          due_at = case
            when due_at > ? and due_at <= clock_timestamp() then due_at
            else clock_timestamp() + make_interval(secs => ?)
          end,
          synced_at = case when ? then clock_timestamp() else synced_at end,
          failed_at = case when ? then null when ?::text is null then failed_at else clock_timestamp() end,
          failure = case when ? then null else coalesce(?, failure) end
        where account_id = ?
          and lease_until = ?
        """)) {
      statement.setObject(1, claim.started());
      statement.setDouble(2, jittered(pause));
      statement.setBoolean(3, done);
      statement.setBoolean(4, done);
      statement.setString(5, failure);
      statement.setBoolean(6, done);
      statement.setString(7, failure);
      statement.setObject(8, claim.accountId());
      statement.setObject(9, claim.leaseUntil());
      statement.executeUpdate();
    }
  }

  // So that accounts that were made together are not asked for together for ever.
  private static double jittered(Duration pause) {
    return pause.toSeconds() * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble());
  }
}
