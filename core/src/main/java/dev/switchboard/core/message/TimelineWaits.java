package dev.switchboard.core.message;

import static dev.switchboard.core.message.TimelineReader.instant;

import dev.switchboard.core.message.TimelineWait.Why;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds out what a message waits for, from the rows that are its work.
final class TimelineWaits {

  static @Nullable TimelineWait find(Connection connection, UUID messageId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select o.state, o.ready, o.due_at, o.lease_until, o.node, a.enabled,
          a.deleted_at is not null as deleted, now() as now,
          o.attempt > 0 or exists (select from message_attempts t where t.message_id = m.id) as tried,
          head.message_id as behind,
          case when r.paused_until > now() then r.paused_until end as paused_until,
          case when a.rate_per_second is not null and r.tat > now() then r.tat end as limited_until,
          s.due_at as check_at, greatest(pr.tat, pr.paused_until) > now() as pair_limited
        from chat_messages m
        left join outbox o on o.message_id = m.id
        left join status_checks s on s.message_id = m.id
        left join channel_accounts a on a.id = o.account_id
        left join account_rates r on r.account_id = o.account_id
        left join pair_rates pr on pr.chat_id = o.chat_id
        left join lateral (
          select h.message_id
          from outbox h
          where h.chat_id = o.chat_id
            and h.lane = o.lane
            and h.id < o.id
            and h.state <> 'SCHEDULED'
          order by h.id
          limit 1) head on true
        where m.id = ?
        """)) {
      select.setObject(1, messageId);
      try (var row = select.executeQuery()) {
        return row.next() ? wait(row) : null;
      }
    }
  }

  private static @Nullable TimelineWait wait(ResultSet row) throws SQLException {
    var state = row.getString("state");
    if (state == null) {
      return receipts(row);
    }
    return switch (state) {
      case "SCHEDULED" -> until(row, "due_at", Why.SCHEDULED, "It is to be sent later.");
      case "DOUBT" -> until(row, "check_at", Why.CONFIRMATION, row.getObject("check_at") == null
          ? "It may have been sent, and the service cannot be asked; a receipt may still tell."
          : "It may have been sent; the service will be asked or the policy will decide.");
      default -> row.getObject("lease_until") == null ? queued(row) : leased(row);
    };
  }

  private static @Nullable TimelineWait receipts(ResultSet row) throws SQLException {
    return row.getObject("check_at") == null
        ? null
        : until(row, "check_at", Why.RECEIPTS, "It was sent; if no receipt comes, the service will be asked.");
  }

  private static TimelineWait leased(ResultSet row) throws SQLException {
    return isPast(row, "lease_until")
        ? new TimelineWait(Why.RECOVERY, null, null,
            "The worker that was sending it, " + row.getString("node") + ", is gone; another will take over.")
        : until(row, "lease_until", Why.SENDING, row.getString("node") + " is sending it.");
  }

  private static TimelineWait queued(ResultSet row) throws SQLException {
    if (!row.getBoolean("ready")) {
      var behind = row.getObject("behind", UUID.class);
      return new TimelineWait(Why.CHAT, null, behind, "An earlier message of its chat goes first.");
    }
    if (!row.getBoolean("enabled")) {
      return new TimelineWait(Why.ACCOUNT_DISABLED, null, null, row.getBoolean("deleted")
          ? "Its account was deleted: it can be called back, or ends at its time."
          : "Its account is switched off: it goes on when the account is switched on, or ends at its time.");
    }
    if (!isPast(row, "due_at")) {
      if (row.getBoolean("pair_limited") && !row.getBoolean("tried")) {
        return until(row, "due_at", Why.RECIPIENT_RATE, "Its recipient has been sent as much as one may be for now.");
      }
      return row.getBoolean("tried")
          ? until(row, "due_at", Why.RETRY, "It will be tried again.")
          : until(row, "due_at", Why.SCHEDULED, "It is to be sent later.");
    }
    return due(row);
  }

  private static TimelineWait due(ResultSet row) throws SQLException {
    if (row.getObject("paused_until") != null) {
      return until(row, "paused_until", Why.PAUSED, "The service asked its account to wait.");
    }
    if (row.getObject("limited_until") != null) {
      return until(row, "limited_until", Why.RATE_LIMIT, "Its account has sent as much as it may for now.");
    }
    return new TimelineWait(Why.WORKER, null, null, "It is due; a worker has to take it.");
  }

  private static boolean isPast(ResultSet row, String column) throws SQLException {
    return !row.getObject(column, OffsetDateTime.class).isAfter(row.getObject("now", OffsetDateTime.class));
  }

  private static TimelineWait until(ResultSet row, String column, Why why, String words) throws SQLException {
    return new TimelineWait(why, instant(row, column), null, words);
  }

  private TimelineWaits() {}
}
