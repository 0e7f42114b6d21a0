package dev.switchboard.core.outbox;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.task.MediaFetch;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.StatusCheck;
import dev.switchboard.core.task.Task;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Wakes whatever has become due by the passing of time: retries, messages to ask about, and files to fetch. It looks at the
/// rows alone, so it also finds what a lost task or a dead node left behind.
@Singleton
public final class DueLanes {

  /// How long to sleep before looking again, unless something is due earlier.
  private static final Duration LONGEST = Duration.ofSeconds(1);
  // In place of a lane.
  private static final int CHECK = -1;
  private static final int FETCH = -2;

  /// @param seconds until it is due; negative where it has been due for so long
  /// @param lost whether its flag is not to be believed
  private record Due(Task task, double seconds, boolean lost) {}

  private final Database database;
  private final Wakeups wakeups;

  public DueLanes(Database database, Wakeups wakeups) {
    this.database = database;
    this.wakeups = wakeups;
  }

  /// Wakes the lanes, status checks and fetches that are due, and returns in how long the next one will be, at most a second.
  public Duration wake() {
    return Stream.of(wakeLanes(), wakeChecks(), wakeFetches()).min(Comparator.naturalOrder()).orElse(LONGEST);
  }

  // A lane whose oldest row has been due for seconds, and that was not woken for as long, has lost its task: its flag is
  // not believed. What waits for an account that is switched off is not due, and would be no sign of trouble.
  private Duration wakeLanes() {
    var due = due("""
        select t.account_id, t.lane, extract(epoch from o.due_at - now()) as seconds,
          o.due_at < now() - interval '3 seconds'
            and coalesce(t.woken_at, '-infinity') < now() - interval '5 seconds' as lost
        from account_tasks t
        join channel_accounts a on a.id = t.account_id and a.enabled
        cross join lateral (
          select due_at
          from outbox
          where account_id = t.account_id
            and lane = t.lane
            and ready
            and lease_until is null
          order by due_at, id
          limit 1) o
        where t.task = 'MESSAGE_SEND'
          and o.due_at < now() + interval '1 second'
        """);
    measure(due);
    return wake(due);
  }

  private Duration wakeChecks() {
    return wake(due("""
        select t.account_id, %d, extract(epoch from s.due_at - now()) as seconds,
          s.due_at < now() - interval '3 seconds'
            and coalesce(t.woken_at, '-infinity') < now() - interval '5 seconds' as lost
        from account_tasks t
        cross join lateral (
          select due_at
          from status_checks
          where account_id = t.account_id
            and (lease_until is null or lease_until < now())
          order by due_at
          limit 1) s
        where t.task = 'STATUS_CHECK'
          and s.due_at < now() + interval '1 second'
        """.formatted(CHECK)));
  }

  private Duration wakeFetches() {
    return wake(due("""
        select t.account_id, %d, extract(epoch from f.due_at - now()) as seconds,
          f.due_at < now() - interval '3 seconds'
            and coalesce(t.woken_at, '-infinity') < now() - interval '5 seconds' as lost
        from account_tasks t
        cross join lateral (
          select due_at
          from attachments
          where account_id = t.account_id
            and state = 'WAITING'
            and (lease_until is null or lease_until < now())
          order by due_at
          limit 1) f
        where t.task = 'MEDIA_FETCH'
          and f.due_at < now() + interval '1 second'
        """.formatted(FETCH)));
  }

  private Duration wake(List<Due> due) {
    var now = due.stream().filter(one -> one.seconds <= 0).toList();
    now.stream().filter(one -> !one.lost).map(Due::task).forEach(wakeups::wake);
    wakeups.force(now.stream().filter(Due::lost).map(Due::task).toList());
    var next = due.stream().mapToDouble(Due::seconds).filter(seconds -> seconds > 0).min().orElse(Double.MAX_VALUE);
    return next < LONGEST.toSeconds() ? Duration.ofNanos((long) (next * 1e9)) : LONGEST;
  }

  private static void measure(List<Due> due) {
    for (var lane : Lane.values()) {
      var oldest = due.stream()
          .filter(one -> one.task instanceof MessageSend send && send.lane() == lane)
          .mapToDouble(Due::seconds)
          .min()
          .orElse(0);
      EngineMetrics.oldestDue(lane, Math.max(0, -oldest));
    }
  }

  private List<Due> due(String sql) {
    return database.autocommit(connection -> {
      var due = new ArrayList<Due>();
      try (var statement = connection.prepareStatement(sql); var row = statement.executeQuery()) {
        while (row.next()) {
          due.add(new Due(task(row.getObject(1, UUID.class), row.getInt(2)), row.getDouble("seconds"),
              row.getBoolean("lost")));
        }
      }
      return due;
    });
  }

  private static Task task(UUID accountId, int lane) {
    return switch (lane) {
      case CHECK -> new StatusCheck(accountId);
      case FETCH -> new MediaFetch(accountId);
      default -> new MessageSend(accountId, Lane.ofCode(lane));
    };
  }
}
