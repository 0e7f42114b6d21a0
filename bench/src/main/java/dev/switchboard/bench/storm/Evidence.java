package dev.switchboard.bench.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.bench.storm.audit.DatabaseHistory;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Attempt;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Event;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Fact;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.bench.storm.audit.SimulatorHistory;
import dev.switchboard.bench.storm.audit.SimulatorHistory.Taken;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.MessageStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the histories that the auditor compares, when everything has settled.
final class Evidence {

  /// The simulator's journal.
  static SimulatorHistory simulator(Path journal) throws IOException {
    var taken = new ArrayList<Taken>();
    var written = new HashSet<String>();
    var posted = new HashSet<String>();
    try (var lines = Files.lines(journal)) {
      lines.filter(line -> !line.isBlank()).map(Evidence::json).forEach(line -> {
        switch (line.path("event").asText()) {
          case "taken" -> taken.add(new Taken(line.path("id").asText(),
              UUID.fromString(line.path("reference").asText()), line.path("attempt").intValue(),
              Instant.parse(line.path("at").asText())));
          case "wrote" -> written.add(line.path("item").path("id").asText());
          case "posted" -> line.path("names").forEach(name -> posted.add(name.asText()));
          default -> {
            // Starts and accounts, which nobody asks about.
          }
        }
      });
    }
    return new SimulatorHistory(taken, written, posted);
  }

  private static JsonNode json(String line) {
    try {
      return Api.JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the simulator's journal cannot be read", e);
    }
  }

  /// Everything in the database that is anybody's history.
  static DatabaseHistory database(Connection connection) throws SQLException {
    var facts = new HashMap<UUID, List<Fact>>();
    read(connection, """
        select message_id, status, applied, reason
        from message_status
        order by message_id, occurred_at, attempt
        """, row -> facts.computeIfAbsent(uuid(row, 1), _ -> new ArrayList<>()).add(new Fact(
        MessageStatus.valueOf(row.getString(2)), row.getBoolean(3), row.getString(4))));
    var attempts = new HashMap<UUID, List<Attempt>>();
    read(connection, """
        select message_id, attempt, result, node, started_at, duplicate
        from message_attempts
        order by message_id, token
        """, row -> attempts.computeIfAbsent(uuid(row, 1), _ -> new ArrayList<>()).add(new Attempt(row.getInt(2),
        AttemptResult.valueOf(row.getString(3)), row.getString(4), Objects.requireNonNull(instant(row, 5)),
        row.getBoolean(6))));
    var inbound = new ArrayList<String>();
    read(connection, "select provider_message_id from chat_messages where direction = 'INBOUND'",
        row -> inbound.add(row.getString(1)));
    var parked = new HashSet<String>();
    read(connection, "select provider_message_id from receipts_waiting", row -> parked.add(row.getString(1)));
    return new DatabaseHistory(outbound(connection), inbound, facts, attempts, events(connection), parked);
  }

  private static List<Stored> outbound(Connection connection) throws SQLException {
    var stored = new ArrayList<Stored>();
    read(connection, """
        select m.id, m.chat_id, (m.metadata ->> 'wish')::bigint, m.lane, m.policy,
          case when m.status = 'QUEUED' and o.attempt > 0 then 'SENDING' else m.status end, m.expires_at,
          o.id is not null or s.message_id is not null
        from chat_messages m
        left join outbox o on o.message_id = m.id
        left join status_checks s on s.message_id = m.id
        where m.direction = 'OUTBOUND'
        """, row -> stored.add(new Stored(uuid(row, 1), uuid(row, 2), row.getObject(3, Long.class), row.getInt(4),
        DeliveryPolicy.ofLabel(row.getString(5)), MessageStatus.valueOf(row.getString(6)), instant(row, 7),
        row.getBoolean(8))));
    return stored;
  }

  private static List<Event> events(Connection connection) throws SQLException {
    var events = new ArrayList<Event>();
    read(connection, """
        select epoch, xid, seq, kind, message_id, payload ->> 'status'
        from events
        order by epoch, xid, seq
        """, row -> {
      var kind = row.getString(4);
      var status = kind.equals("message_status_updated") ? MessageStatus.valueOf(row.getString(6)) : null;
      events.add(new Event(new Cursor(row.getInt(1), row.getLong(2), row.getLong(3)), kind,
          row.getObject(5, UUID.class), status));
    });
    return events;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String sql, RowReader reader) throws SQLException {
    connection.setAutoCommit(false);
    try (var select = connection.createStatement()) {
      select.setFetchSize(10_000);
      try (var row = select.executeQuery(sql)) {
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }

  private static UUID uuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private Evidence() {}
}
