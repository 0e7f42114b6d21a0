package dev.switchboard.api.live;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.EventHistory;
import dev.switchboard.core.event.Interest;
import dev.switchboard.core.event.Replay;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Lets few clients at a time ask for what they missed. After a restart all of them come back at once, and the database
/// has other things to do.
@Singleton
final class Replays {

  private final EventHistory history;
  private final Semaphore turns;

  Replays(EventHistory history, LiveConfiguration configuration) {
    this.history = history;
    this.turns = new Semaphore(configuration.replays(), true);
  }

  /// The next page after the cursor. Blocks until it is this client's turn.
  Replay after(UUID tenantId, Interest interest, Cursor cursor) throws InterruptedException {
    turns.acquire();
    try {
      return history.after(tenantId, interest, cursor);
    } finally {
      turns.release();
    }
  }
}
