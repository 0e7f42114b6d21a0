package dev.switchboard.core.message;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Calls messages back, each with what continues it. What decides is the outbox row: it must never have been claimed.
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
      var rest = Parts.rest(connection, messageId);
      var ids = new ArrayList<>(List.of(messageId));
      ids.addAll(rest);
      var locked = Ledger.lock(connection, ids);
      var message = locked.get(messageId);
      if (message == null || !message.tenantId().equals(tenantId)) {
        return new Canceled(CancelResult.UNKNOWN);
      }
      var changes = new Changes();
      var first = cancel(changes, message);
      var others = rest.stream().map(locked::get).filter(part -> part != null && cancel(changes, part)).count();
      return new Canceled(
          first ? CancelResult.CANCELED : others > 0 ? CancelResult.REST_CANCELED : CancelResult.TOO_LATE,
          changes.size() == 0 ? Set.of() : Ledger.apply(connection, changes));
    });
    doorbell.ring("events");
    canceled.promoted.forEach(wakeups::wake);
    return canceled.result;
  }

  // Whether it will not be sent, now or since before.
  private static boolean cancel(Changes changes, LockedMessage message) {
    if (message.status() == MessageStatus.CANCELED) {
      return true;
    }
    var waiting = message.waiting();
    if (waiting == null || waiting.token() > 0) {
      return false;
    }
    changes.fact(message, 0, MessageStatus.CANCELED, null);
    changes.finish(message);
    return true;
  }
}
