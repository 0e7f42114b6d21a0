package dev.switchboard.core.message;

import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the timeline of a message, all of it as it was at one moment. Thread-safe; reads the database.
@Singleton
public final class TimelineReader {

  private final Database database;

  public TimelineReader(Database database) {
    this.database = database;
  }

  /// Empty where there is no such message for the viewer, or where it is sent to nobody.
  public Optional<Timeline> find(Viewer viewer, UUID messageId) {
    return database.transaction(connection -> {
      try (var isolation = connection.createStatement()) {
        isolation.execute("set transaction isolation level repeatable read, read only");
      }
      return message(connection, viewer, messageId);
    });
  }

  private static Optional<Timeline> message(Connection connection, Viewer viewer, UUID messageId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select m.direction, m.created_at, m.lane, m.policy, m.send_at, m.expires_at,
          case when m.status = 'QUEUED' and o.attempt > 0 then 'SENDING' else m.status end as current_status
        from chat_messages m
        join chats c on c.id = m.chat_id
        left join outbox o on o.message_id = m.id
        where m.tenant_id = ?
          and m.id = ?
          and m.direction <> 'INTERNAL'
          and (c.account_id = any (?::uuid[])) is not true
        """)) {
      select.setObject(1, viewer.tenantId());
      select.setObject(2, messageId);
      select.setString(3, viewer.hiddenIds());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        var entries = new ArrayList<TimelineEntry>();
        entries.addAll(attempts(connection, messageId));
        entries.addAll(facts(connection, messageId));
        entries.addAll(Decisions.find(connection, messageId));
        entries.addAll(files(connection, messageId));
        entries.sort(Comparator.comparing(TimelineEntry::at));
        // Whatever the clocks say, nothing happened before this.
        entries.addFirst(beginning(row));
        return Optional.of(new Timeline(messageId, MessageStatus.valueOf(row.getString("current_status")),
            List.copyOf(entries), TimelineWaits.find(connection, messageId)));
      }
    }
  }

  private static TimelineEntry beginning(ResultSet row) throws SQLException {
    var at = row.getObject("created_at", OffsetDateTime.class).toInstant();
    if (row.getString("direction").equals("INBOUND")) {
      return new TimelineEntry.Received(at);
    }
    return new TimelineEntry.Accepted(at, Lane.ofCode(row.getInt("lane")),
        DeliveryPolicy.ofLabel(row.getString("policy")), instant(row, "send_at"), instant(row, "expires_at"));
  }

  private static List<TimelineEntry> attempts(Connection connection, UUID messageId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select started_at, finished_at, attempt, token, node, result, provider_message_id, reason, code, detail,
          next_due_at, duplicate
        from message_attempts
        where message_id = ?
        order by token
        """)) {
      select.setObject(1, messageId);
      try (var row = select.executeQuery()) {
        var attempts = new ArrayList<TimelineEntry>();
        while (row.next()) {
          attempts.add(new TimelineEntry.Attempt(row.getObject("started_at", OffsetDateTime.class).toInstant(),
              instant(row, "finished_at"), row.getInt("attempt"), row.getLong("token"), row.getString("node"),
              row.getString("result"), row.getString("provider_message_id"), row.getString("reason"),
              row.getString("code"), row.getString("detail"), instant(row, "next_due_at"),
              row.getBoolean("duplicate")));
        }
        return attempts;
      }
    }
  }

  private static List<TimelineEntry> facts(Connection connection, UUID messageId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select occurred_at, provider_at, status, attempt, nullif(participant, '') as participant, reason, code, detail,
          details::text, applied
        from message_status
        where message_id = ?
        order by occurred_at
        """)) {
      select.setObject(1, messageId);
      try (var row = select.executeQuery()) {
        var facts = new ArrayList<TimelineEntry>();
        while (row.next()) {
          facts.add(new TimelineEntry.Fact(row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
              instant(row, "provider_at"), MessageStatus.valueOf(row.getString("status")), row.getInt("attempt"),
              row.getString("participant"), row.getString("reason"), row.getString("code"), row.getString("detail"),
              details(row.getString("details")), row.getBoolean("applied")));
        }
        return facts;
      }
    }
  }

  // Those that came over an account: what was handed in to be sent was here before the message.
  private static List<TimelineEntry> files(Connection connection, UUID messageId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select coalesce(settled_at, created_at) as at, id, state, attempts, mime_type, size, error,
          case when lease_until is null and attempts > 0 then due_at end as next_at
        from attachments
        where message_id = ?
          and account_id is not null
        order by id
        """)) {
      select.setObject(1, messageId);
      try (var row = select.executeQuery()) {
        var files = new ArrayList<TimelineEntry>();
        while (row.next()) {
          files.add(new TimelineEntry.File(row.getObject("at", OffsetDateTime.class).toInstant(),
              row.getObject("id", UUID.class), AttachmentState.valueOf(row.getString("state")), row.getInt("attempts"),
              row.getString("mime_type"), row.getObject("size", Long.class), row.getString("error"),
              instant(row, "next_at")));
        }
        return files;
      }
    }
  }

  private static @Nullable Map<String, String> details(@Nullable String json) {
    return json == null ? null : Details.of(json);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
