package dev.switchboard.core.webhook;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The rows of the ledger: one for each call that verified, written in the transaction that applies it.
final class RawRows {

  /// Keeps calls that have come, and brings the rows of those that were read again up to date.
  static void write(Connection connection, List<Call> calls) throws SQLException {
    var again = calls.stream().filter(call -> call.keptAt() != null).toList();
    insert(connection, again.isEmpty() ? calls : calls.stream().filter(call -> call.keptAt() == null).toList());
    update(connection, again);
  }

  private static void insert(Connection connection, List<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into webhook_inbox (id, tenant_id, account_id, method, key_id, body, outcome, messages, receipts, unknown,
          reason)
        select id, tenant_id, account_id, method, key_id, body, outcome, messages, receipts, unknown, reason
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::text[], ?::integer[],
          ?::integer[], ?::integer[], ?::text[])
          as r(id, tenant_id, account_id, method, key_id, body, outcome, messages, receipts, unknown, reason)
        """)) {
      understood(new Columns<>(statement, 1, calls)
          .uuid(Call::id)
          .uuid(call -> call.account().tenantId())
          .uuid(call -> call.account().id())
          .text(call -> call.request().method()));
      statement.executeUpdate();
    }
  }

  private static void update(Connection connection, List<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        update webhook_inbox w
        set query = null,
          headers = null,
          key_id = r.key_id,
          body = r.body,
          outcome = r.outcome,
          messages = r.messages,
          receipts = r.receipts,
          unknown = r.unknown,
          reason = r.reason,
          replayed_at = clock_timestamp()
        from unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::bytea[], ?::text[], ?::integer[], ?::integer[],
          ?::integer[], ?::text[])
          as r(id, received_at, key_id, body, outcome, messages, receipts, unknown, reason)
        where w.id = r.id
          and w.received_at = r.received_at
        """)) {
      understood(new Columns<>(statement, 1, calls).uuid(Call::id).instant(Call::keptAt));
      statement.executeUpdate();
    }
  }

  private static void understood(Columns<Call> columns) throws SQLException {
    columns.text(call -> call.raw().keyId())
        .bytea(call -> call.raw().bytes())
        .text(call -> call.state().name())
        .integer(call -> call.count(InboundEvent.Message.class))
        .integer(call -> call.count(InboundEvent.Receipt.class))
        .integer(call -> call.count(InboundEvent.Unknown.class))
        .text(Call::reason);
  }

  private RawRows() {}
}
