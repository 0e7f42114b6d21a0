package dev.switchboard.worker.cleanup;

import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.attachment.UnusedAttachments;
import dev.switchboard.core.chat.ChatCounts;
import dev.switchboard.core.chat.InactiveChats;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.OldRows;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.event.EventRetention;
import dev.switchboard.core.outbox.PairRates;
import dev.switchboard.core.overview.OverviewLog;
import dev.switchboard.core.task.Cleanup;
import dev.switchboard.core.task.CleanupHandler;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs CLEANUP tasks. Each step stands by itself and may be repeated or cut short at any point.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class CleanupProcessor implements CleanupHandler {

  private static final Logger LOG = LoggerFactory.getLogger(CleanupProcessor.class);
  private static final int DAYS_AHEAD = 7;

  private final Database database;
  private final Retention retention;
  private final EventRetention events;
  private final InactiveChats chats;
  private final Doorbell doorbell;

  CleanupProcessor(Database database, Retention retention, EventRetention events, InactiveChats chats,
      Doorbell doorbell) {
    this.database = database;
    this.retention = retention;
    this.events = events;
    this.chats = chats;
    this.doorbell = doorbell;
  }

  @Override
  public void run(Cleanup task) {
    // First and whatever else fails: without tomorrow's partition, rows go to the default one, which costs more to clean.
    makePartitions();
    var old = new OldRows(database);
    var webhookDays = old.dropDays("webhook_inbox", retention.webhooks());
    // Only what came on days whose partition was missing.
    old.delete("webhook_inbox_default", "received_at", retention.webhooks());
    old.delete("login_sessions", "expires_at", Duration.ofDays(1));
    old.delete("account_notices", "received_at", retention.webhooks());
    var eventDays = events.drop(retention.events());
    var keys = old.delete("idempotency_keys", "created_at", retention.idempotencyKeys());
    var receipts = old.delete("receipts_waiting", "received_at", retention.parkedReceipts());
    var pairs = PairRates.forget(database);
    var files = new UnusedAttachments(database).delete();
    new ChatCounts(database).fold();
    OverviewLog.forget(old);
    var archived = chats.archive(retention.inactiveChats());
    if (archived > 0) {
      doorbell.ring("events");
      doorbell.ring(WaitingChats.DUE);
    }
    LOG.info(
        "cleaned up: {} days of webhooks, {} days of events, {} idempotency keys, {} receipts of unknown messages, "
            + "{} rates of idle pairs, {} files that were never sent; {} chats archived",
        webhookDays, eventDays, keys, receipts, pairs, files, archived);
  }

  private void makePartitions() {
    database.transaction(connection -> {
      try (var statement = connection.prepareStatement("select ensure_partitions(?)")) {
        statement.setInt(1, DAYS_AHEAD);
        return statement.execute();
      }
    });
  }
}
