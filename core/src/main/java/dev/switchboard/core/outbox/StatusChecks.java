package dev.switchboard.core.outbox;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.Changes;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Ledger;
import dev.switchboard.core.message.LockedMessage;
import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.route.Ways;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds out what became of messages in doubt, and of those whose receipts do not come.
///
/// A message in doubt is sent again only where the service says that it never received it, or where nobody can tell and the
/// message's policy is at-least-once. With at-most-once it stays UNCONFIRMED, and the next message of its chat goes on.
@Singleton
public final class StatusChecks {

  /// A message to ask about.
  ///
  /// @param token the fencing number of its last attempt
  /// @param check how often it has been asked about before
  public record Due(UUID accountId, long token, int attempt, int check, StatusQuery query) {}

  private final Database database;
  private final OutboxSettings settings;
  private final Doorbell doorbell;
  private final Wakeups wakeups;

  public StatusChecks(Database database, OutboxSettings settings, Doorbell doorbell, Wakeups wakeups) {
    this.database = database;
    this.settings = settings;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
  }

  /// Claims up to `limit` messages of an account that are due to be asked about. What is not settled before the lease is
  /// over, because this node or the database failed, is claimed again: that costs time and nothing else.
  public List<Due> claim(Account account, int limit) {
    var lease = settings.leaseOver(account.provider().capabilities().requestTimeout());
    var sql = """
        with due as materialized (
          select message_id
          from status_checks
          where account_id = ?
            and due_at <= now()
            and (lease_until is null or lease_until < now())
          order by due_at
          limit ?
          for update skip locked),
        claimed as (
          update status_checks s
          set lease_until = now() + make_interval(secs => ?)
          from due
          where s.message_id = due.message_id
          returning s.message_id, s.attempt)
        select c.message_id, c.attempt as checks, m.account_id, m.recipient, m.created_at,
          a.token, a.attempt, a.started_at, a.provider_message_id
        from claimed c
        join chat_messages m on m.id = c.message_id
        left join lateral (
          select *
          from message_attempts a
          where a.message_id = c.message_id
          order by (a.result = 'ACCEPTED') desc, a.token desc
          limit 1) a on true
        """;
    return database.transaction(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setObject(1, account.id());
        statement.setInt(2, limit);
        statement.setDouble(3, lease.toMillis() / 1e3);
        try (var row = statement.executeQuery()) {
          var due = new ArrayList<Due>();
          while (row.next()) {
            due.add(due(row));
          }
          return due;
        }
      }
    });
  }

  private static Due due(ResultSet row) throws SQLException {
    var started = row.getObject("started_at", OffsetDateTime.class);
    var attemptedAt = started == null ? row.getObject("created_at", OffsetDateTime.class) : started;
    return new Due(row.getObject("account_id", UUID.class), row.getLong("token"), row.getInt("attempt"),
        row.getInt("checks"), new StatusQuery(row.getObject("message_id", UUID.class),
            row.getString("provider_message_id"), row.getString("recipient"), Instant.from(attemptedAt)));
  }

  /// Writes what the service said.
  ///
  /// @param canBeAsked whether asking again may bring more; where not, the message's policy decides at once
  public void settle(Due due, StatusResult result, boolean canBeAsked) {
    var lanes = database.retried(connection -> {
      var woken = new HashSet<MessageSend>();
      var message = Ledger.lock(connection, List.of(due.query().messageId())).get(due.query().messageId());
      if (message != null) {
        settle(connection, woken, message, due, result, canBeAsked);
      }
      return woken;
    });
    doorbell.ring("events");
    lanes.forEach(wakeups::wake);
  }

  private void settle(Connection connection, Set<MessageSend> lanes, LockedMessage message, Due due,
      StatusResult result, boolean canBeAsked) throws SQLException {
    var changes = new Changes();
    switch (result) {
      case StatusResult.Found(var report) -> found(connection, changes, message, due, report);
      case StatusResult.NotSent() -> notSent(connection, changes, message, due);
      case StatusResult.CannotTell cannotTell -> cannotTell(connection, changes, message, due, canBeAsked);
    }
    lanes.addAll(Ledger.apply(connection, changes));
    if (inDoubt(message)) {
      lanes.add(new MessageSend(message.accountId(), message.lane()));
    }
  }

  private void found(Connection connection, Changes changes, LockedMessage message, Due due, DeliveryReport report)
      throws SQLException {
    var status = MessageStatus.of(report.status());
    if (inDoubt(message)) {
      changes.attempt(message, due.token(), due.attempt(), "status check", due.query().attemptedAt(),
          AttemptResult.ACCEPTED, report.providerMessageId(), null);
      changes.finish(message);
    }
    changes.fact(message, due.attempt(), report);
    if (status == MessageStatus.SENT) {
      again(connection, changes, message, due);
    } else {
      changes.uncheck(message);
    }
  }

  private void notSent(Connection connection, Changes changes, LockedMessage message, Due due) throws SQLException {
    if (!inDoubt(message)) {
      // It said before that it took the message, so this is no certainty.
      again(connection, changes, message, due);
      return;
    }
    if (!message.heldUnder(due.token())) {
      // It was sent again while the service was asked: that attempt has a question of its own.
      return;
    }
    changes.attempt(message, due.token(), due.attempt(), "status check", due.query().attemptedAt(),
        AttemptResult.NOT_SENT, null, null);
    changes.uncheck(message);
    var ways = Ways.read(connection, List.of(message.id())).get(message.id());
    var failure = Failure.of(FailureReason.UNREACHABLE, "the service never received it");
    var detour = ways == null
        ? Optional.<Ways.Detour>empty()
        : mayGoOn(due, ways) ? ways.insteadOfWaiting(failure, Duration.ZERO) : ways.afterFailure(failure);
    if (detour.isPresent()) {
      changes.reroute(message, detour.get());
    } else if (mayGoOn(due, ways)) {
      changes.retry(message, Duration.ZERO, false);
    } else {
      changes.finish(message);
      changes.fact(message, due.attempt(), MessageStatus.FAILED,
          Failure.of(FailureReason.UNREACHABLE, "the service never received it, and it was tried often enough"));
    }
  }

  private void cannotTell(Connection connection, Changes changes, LockedMessage message, Due due, boolean canBeAsked)
      throws SQLException {
    if (inDoubt(message) && !message.heldUnder(due.token())) {
      return;
    }
    if (canBeAsked && due.check() + 1 < settings.checkDelays().size()) {
      again(connection, changes, message, due);
      return;
    }
    changes.uncheck(message);
    if (!inDoubt(message)) {
      return;
    }
    // Never another way: it may have come by this one.
    var ways = Ways.read(connection, List.of(message.id())).get(message.id());
    if (message.policy() == DeliveryPolicy.AT_LEAST_ONCE && mayGoOn(due, ways)) {
      changes.retry(message, Duration.ZERO, false);
    } else {
      changes.finish(message);
    }
  }

  // Sending may come back in doubt each time; that ends where the list of delays ends.
  private boolean mayGoOn(Due due, @Nullable Ways ways) {
    var before = ways == null ? 0 : ways.current().attemptsBefore();
    return due.attempt() - before <= settings.retryDelays().size();
  }

  private static boolean inDoubt(LockedMessage message) {
    return message.waiting() != null && message.waiting().state() == LockedMessage.State.DOUBT;
  }

  // When the list is used up, there is nothing more to be learnt.
  private void again(Connection connection, Changes changes, LockedMessage message, Due due) throws SQLException {
    var next = due.check() + 1;
    if (next >= settings.checkDelays().size()) {
      changes.uncheck(message);
      return;
    }
    try (var statement = connection.prepareStatement("""
        update status_checks
        set due_at = clock_timestamp() + make_interval(secs => ?),
          attempt = ?,
          lease_until = null
        where message_id = ?
        """)) {
      statement.setDouble(1, settings.checkDelays().get(next).toMillis() / 1e3);
      statement.setInt(2, next);
      statement.setObject(3, message.id());
      statement.executeUpdate();
    }
  }
}
