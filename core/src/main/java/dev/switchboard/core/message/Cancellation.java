package dev.switchboard.core.message;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Calls messages back. What decides is the outbox row: it must never have been claimed.
@Singleton
final class Cancellation {

  private record Canceled(CancelResult result, Set<MessageSend> promoted) {

    Canceled(CancelResult result) {
      this(result, Set.of());
    }
  }

  private final Database database;
  private final Doorbell doorbell;
  private final Wakeups wakeups;

  Cancellation(Database database, Doorbell doorbell, Wakeups wakeups) {
    this.database = database;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
  }

  CancelResult cancel(UUID tenantId, UUID messageId) {
    var canceled = database.retried(connection -> {
      var message = Ledger.lock(connection, List.of(messageId)).get(messageId);
      if (message == null || !message.tenantId().equals(tenantId)) {
        return new Canceled(CancelResult.UNKNOWN);
      }
      if (message.status() == MessageStatus.CANCELED) {
        return new Canceled(CancelResult.CANCELED);
      }
      var waiting = message.waiting();
      if (waiting == null || waiting.token() > 0) {
        return new Canceled(CancelResult.TOO_LATE);
      }
      var changes = new Changes();
      changes.fact(message, 0, MessageStatus.CANCELED, null);
      changes.finish(message);
      return new Canceled(CancelResult.CANCELED, Ledger.apply(connection, changes));
    });
    doorbell.ring("events");
    canceled.promoted.forEach(wakeups::wake);
    return canceled.result;
  }
}
