package dev.switchboard.core.account;

import static dev.switchboard.core.account.AccountInspection.good;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.FailureReason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an account's traffic tells of it: what came in, what went out, what failed.
///
/// There is no index for these questions, as each message would pay for it. They are asked over the messages of the last hour,
/// by the time that is in their ids, and given up after some seconds.
final class AccountTraffic {

  private static final Duration LATELY = Duration.ofHours(1);
  private static final Duration LONG_AGO = Duration.ofDays(1);
  private static final String GIVEN_UP = "57014";
  private static final int NOTICES = 20;
  // One of so many may fail, as people do change their numbers.
  private static final int FEW = 20;

  private final Database database;
  private final UUID accountId;
  private final boolean webhooks;

  /// @param webhooks whether its service calls us
  AccountTraffic(Database database, UUID accountId, boolean webhooks) {
    this.database = database;
    this.accountId = accountId;
    this.webhooks = webhooks;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.addAll(within("webhooks", this::contact));
    findings.addAll(within("sending", this::sending));
    findings.addAll(within("notices", this::notices));
    return findings;
  }

  private interface Question {
    List<Finding> ask(Connection connection) throws SQLException;
  }

  private List<Finding> within(String what, Question question) {
    try {
      return database.transaction(connection -> {
        try (var settings = connection.createStatement()) {
          settings.execute("set local statement_timeout = '3s'");
        }
        return question.ask(connection);
      });
    } catch (DatabaseException e) {
      if (e.sqlState().equals(GIVEN_UP)) {
        return List.of(new Finding(Verdict.UNKNOWN, what, null, "there is too much of it to look through"));
      }
      throw e;
    }
  }

  private List<Finding> contact(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select
          (select received_at
           from webhook_inbox
           where account_id = ?
           order by received_at desc
           limit 1) as received_at,
          f.refused, f.last_at, f.why,
          case when r.paused_until > now() then r.paused_until end as paused_until
        from account_rates r
        left join webhook_refusals f using (account_id)
        where r.account_id = ?
        """)) {
      statement.setObject(1, accountId);
      statement.setObject(2, accountId);
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          return List.of();
        }
        var findings = new ArrayList<Finding>();
        findings.add(pause(instant(row, "paused_until")));
        if (webhooks) {
          var received = instant(row, "received_at");
          findings.add(received == null
              ? new Finding(Verdict.UNKNOWN, "webhooks", null, "none has come yet, or none of late")
              : good("webhooks", "the last one came " + ago(received)));
          findings.add(refused(received, instant(row, "last_at"), row.getLong("refused"), row.getString("why")));
        }
        return findings;
      }
    }
  }

  private static Finding pause(@Nullable Instant until) {
    return until == null
        ? good("pause", "the service has not asked for any")
        : new Finding(Verdict.DOUBTFUL, "pause", null, "the service asked us to wait until " + seconds(until));
  }

  // Whoever was refused and has not been understood since has the wrong secret, or is a stranger.
  private static Finding refused(@Nullable Instant received, @Nullable Instant refused, long times,
      @Nullable String why) {
    var what = "refused webhooks";
    if (refused == null) {
      return good(what, "there were none");
    }
    var words = times + " so far, the last one " + ago(refused) + ": " + why;
    if (received == null || received.isBefore(refused)) {
      return new Finding(Verdict.BAD, what, null,
          words + "; none has been understood since, so the secret here is not the service's, or a stranger calls");
    }
    return new Finding(refused.isAfter(Instant.now().minus(LONG_AGO)) ? Verdict.DOUBTFUL : Verdict.GOOD, what, null,
        words);
  }

  /// How calls ended, by result and reason.
  private record Calls(Map<String, Long> failures, long accepted, long failed, boolean accountAtFault,
      @Nullable Instant lastAccepted) {}

  private List<Finding> sending(Connection connection) throws SQLException {
    var calls = calls(connection);
    var reported = reported(connection);
    var last = calls.lastAccepted != null ? calls.lastAccepted : lastAccepted(connection);
    return List.of(last == null
        ? new Finding(Verdict.UNKNOWN, "last send", null, "the service has taken nothing in the last day")
        : good("last send", "the service took a message " + ago(last)), failures(calls, reported));
  }

  private static Finding failures(Calls calls, Map<String, Long> reported) {
    var what = "failures of the last hour";
    var later = reported.values().stream().mapToLong(Long::longValue).sum();
    if (calls.failed + later == 0) {
      return good(what, "none; the service took " + calls.accepted + " messages");
    }
    var words = new ArrayList<String>();
    if (calls.failed > 0) {
      words.add(calls.failed + " of " + (calls.failed + calls.accepted) + " calls failed: " + told(calls.failures));
    }
    if (later > 0) {
      words.add(later + " messages were taken and reported as failed later: " + told(reported));
    }
    return new Finding(verdict(calls, later, isAccountAtFault(reported.keySet())), what, null,
        String.join("; ", words));
  }

  private static Verdict verdict(Calls calls, long later, boolean accountAtFault) {
    if (calls.accountAtFault || accountAtFault || calls.failed > calls.accepted || later * 2 > calls.accepted) {
      return Verdict.BAD;
    }
    return (calls.failed + later) * FEW > calls.accepted ? Verdict.DOUBTFUL : Verdict.GOOD;
  }

  private static String told(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }

  private Calls calls(Connection connection) throws SQLException {
    var failures = new TreeMap<String, Long>();
    var accepted = 0L;
    var failed = 0L;
    Instant last = null;
    try (var statement = connection.prepareStatement("""
        select result, reason, count(*) as calls, max(finished_at) as last_at
        from message_attempts
        where account_id = ?
          and message_id >= ?
        group by result, reason
        """)) {
      statement.setObject(1, accountId);
      statement.setObject(2, since(LATELY));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getString("result").equals("ACCEPTED")) {
            accepted += row.getLong("calls");
            last = later(last, instant(row, "last_at"));
          } else {
            failed += row.getLong("calls");
            failures.merge(row.getString("reason") == null ? row.getString("result") : row.getString("reason"),
                row.getLong("calls"), Long::sum);
          }
        }
      }
    }
    return new Calls(failures, accepted, failed, isAccountAtFault(failures.keySet()), last);
  }

  private Map<String, Long> reported(Connection connection) throws SQLException {
    var reported = new TreeMap<String, Long>();
    try (var statement = connection.prepareStatement("""
        select coalesce(s.reason, 'UNKNOWN') as reason, count(*) as messages
        from message_status s
        join chat_messages m on m.id = s.message_id
        where s.message_id >= ?
          and s.status = 'FAILED'
          and m.account_id = ?
          and exists (
            select
            from message_attempts a
            where a.message_id = s.message_id
              and a.result = 'ACCEPTED')
        group by 1
        """)) {
      statement.setObject(1, since(LATELY));
      statement.setObject(2, accountId);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          reported.put(row.getString("reason"), row.getLong("messages"));
        }
      }
    }
    return reported;
  }

  private @Nullable Instant lastAccepted(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select finished_at
        from message_attempts
        where account_id = ?
          and message_id >= ?
          and result = 'ACCEPTED'
        order by message_id desc
        limit 1
        """)) {
      statement.setObject(1, accountId);
      statement.setObject(2, since(LONG_AGO));
      try (var row = statement.executeQuery()) {
        return row.next() ? instant(row, "finished_at") : null;
      }
    }
  }

  private List<Finding> notices(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select what, words, received_at
        from account_notices
        where account_id = ?
        order by received_at desc
        limit ?
        """)) {
      statement.setObject(1, accountId);
      statement.setInt(2, NOTICES);
      try (var row = statement.executeQuery()) {
        var notices = new ArrayList<Finding>();
        while (row.next()) {
          notices.add(new Finding(Verdict.UNKNOWN, "notice of the service", null,
              seconds(row.getObject("received_at", OffsetDateTime.class).toInstant()) + " " + row.getString("what")
                  + ": "
                  + row.getString("words")));
        }
        return notices;
      }
    }
  }

  private static boolean isAccountAtFault(Iterable<String> reasons) {
    for (var reason : reasons) {
      for (var known : FailureReason.values()) {
        if (known.name().equals(reason) && known.fault() == FailureReason.Fault.ACCOUNT) {
          return true;
        }
      }
    }
    return false;
  }

  private static UUID since(Duration age) {
    return Ids.firstAt(Instant.now().minus(age));
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static String ago(Instant time) {
    var age = Duration.between(time, Instant.now());
    var words = age.toMinutes() < 1
        ? "less than a minute"
        : age.toHours() < 2 ? age.toMinutes() + " minutes"
            : age.toDays() < 2 ? age.toHours() + " hours" : age.toDays() + " days";
    return words + " ago (" + seconds(time) + ")";
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
