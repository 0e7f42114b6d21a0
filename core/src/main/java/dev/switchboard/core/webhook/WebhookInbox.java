package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.GroupCommit;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.core.webhook.WebhookOutcome.Refused;
import dev.switchboard.core.webhook.WebhookOutcome.Stored;
import dev.switchboard.core.webhook.WebhookOutcome.UnknownAccount;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes webhooks in: verifies them over their raw bytes, then stores the raw call and applies everything in it in one
/// transaction. The same call a hundred times leaves one message.
///
/// Thread-safe; blocks until the commit. Calls that come at once share commits.
@Singleton
public final class WebhookInbox {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookInbox.class);
  private static final int BATCH = 100;

  private final Accounts accounts;
  private final Database database;
  private final Receipts receipts;
  private final Doorbell doorbell;
  private final GroupCommit<Call, Stored> commits = new GroupCommit<>(BATCH, 2, this::write);

  public WebhookInbox(Accounts accounts, Database database, Receipts receipts, Doorbell doorbell) {
    this.accounts = accounts;
    this.database = database;
    this.receipts = receipts;
    this.doorbell = doorbell;
  }

  /// @throws dev.switchboard.core.database.DatabaseUnavailableException where the service should call again
  public WebhookOutcome receive(UUID accountId, WebhookRequest request) {
    var account = accounts.find(accountId).filter(Account::enabled);
    if (account.isEmpty()) {
      EngineMetrics.webhook("unknown-account");
      return new UnknownAccount();
    }
    return switch (account.get().provider().receive(request)) {
      case WebhookResult.Refused(var why) -> {
        EngineMetrics.webhook("refused");
        LOG.warn("refused a webhook for account {}: {}", accountId, why);
        yield new Refused(why);
      }
      case WebhookResult.Understood understood ->
          commits.submit(new Call(Ids.next(), account.get(), request, Storable.of(understood)));
    };
  }

  private List<Stored> write(List<Call> calls) {
    var applied = database.transaction(connection -> {
      var messages = calls.stream().flatMap(Call::messages).toList();
      var reports = calls.stream().flatMap(Call::receipts).toList();
      keepRaw(connection, calls);
      if (messages.isEmpty()) {
        return Receipts.apply(connection, reports);
      }
      var known = Receipts.lockChats(connection, reports, InboundMessages.findChats(connection, messages));
      InboundMessages.insert(connection, messages);
      return Receipts.apply(connection, reports, known);
    });
    doorbell.ring("events");
    calls.forEach(WebhookInbox::count);
    receipts.afterCommit(applied);
    return calls.stream().map(call -> new Stored(call.understood().answer())).toList();
  }

  private static void count(Call call) {
    EngineMetrics.webhook(call.count(InboundEvent.Unknown.class) == 0 ? "applied" : "partly-unknown");
    EngineMetrics.webhookItems("message", call.count(InboundEvent.Message.class));
    EngineMetrics.webhookItems("receipt", call.count(InboundEvent.Receipt.class));
    EngineMetrics.webhookItems("unknown", call.count(InboundEvent.Unknown.class));
  }

  private static void keepRaw(Connection connection, List<Call> calls) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into webhook_inbox (id, tenant_id, account_id, method, query, headers, body, outcome, messages, receipts,
          unknown, reason)
        select id, tenant_id, account_id, method, query, headers::jsonb, body, outcome, messages, receipts, unknown, reason
        from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[], ?::integer[],
          ?::integer[], ?::integer[], ?::text[])
          as r(id, tenant_id, account_id, method, query, headers, body, outcome, messages, receipts, unknown, reason)
        """)) {
      new Columns<>(statement, 1, calls)
          .uuid(Call::id)
          .uuid(call -> call.account().tenantId())
          .uuid(call -> call.account().id())
          .text(call -> call.request().method())
          .text(call -> RawCall.query(call.request()))
          .text(call -> RawCall.headers(call.request()))
          .bytea(call -> call.request().body())
          .text(call -> call.count(InboundEvent.Unknown.class) == 0 ? "APPLIED" : "PARTLY_UNKNOWN")
          .integer(call -> call.count(InboundEvent.Message.class))
          .integer(call -> call.count(InboundEvent.Receipt.class))
          .integer(call -> call.count(InboundEvent.Unknown.class))
          .text(Call::reason);
      statement.executeUpdate();
    }
  }
}
