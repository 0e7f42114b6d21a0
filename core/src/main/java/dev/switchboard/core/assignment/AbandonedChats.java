package dev.switchboard.core.assignment;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.metric.EngineMetrics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;

/// Takes chats back from agents who are gone, so that customers need not wait for them: those that the engine gave them and
/// whose customers wait for an answer. What people gave them stays theirs.
///
/// Gone is who has had no inbox open at each look for some time, or may do nothing any more for as long. Any number of nodes
/// may do it at once. Thread-safe.
@Singleton
public final class AbandonedChats {

  private static final int BATCH = 100;

  private final Database database;
  private final Doorbell doorbell;

  public AbandonedChats(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Notes who has gone and who is back, takes back what is due, and returns how many. Blocks.
  ///
  /// @param goneFor how long an agent must have been gone
  public int takeBack(Duration goneFor) {
    notice();
    var taken = 0;
    int batch;
    do {
      batch = takeSome(goneFor);
      taken += batch;
    } while (batch == BATCH);
    return taken;
  }

  // Only of agents who were ever given a chat, and written only where it is news.
  private void notice() {
    database.retried(connection -> {
      try (var statement = connection.prepareStatement("""
          update agent_turns t
          set gone_since = case when not here.present then now() end
          from agents a
          cross join lateral (
            select a.disabled_at is null
              and exists (
                select
                from agent_presence p
                where p.agent_id = a.id
                  and p.until > now()) as present) here
          where a.id = t.agent_id
            and here.present = (t.gone_since is not null)
          """)) {
        return statement.executeUpdate();
      }
    });
  }

  private int takeSome(Duration goneFor) {
    int taken = database.retried(connection -> {
      var handovers = new ArrayList<Handover>();
      try (var statement = connection.prepareStatement("""
          select c.id, c.assignee_id
          from agent_turns t
          join chats c on c.queue = 1 and c.assignee_id = t.agent_id
          where t.gone_since <= now() - make_interval(secs => ?)
            and c.given_at is not null
          order by c.id
          limit %d
          for no key update of c skip locked
          """.formatted(BATCH))) {
        statement.setDouble(1, goneFor.toMillis() / 1e3);
        try (var row = statement.executeQuery()) {
          while (row.next()) {
            handovers.add(Handover.from(row.getObject("id", UUID.class), row.getObject("assignee_id", UUID.class)));
          }
        }
      }
      Handover.write(connection, handovers);
      return handovers.size();
    });
    if (taken > 0) {
      doorbell.ring("events");
      EngineMetrics.assignments("returned", taken);
    }
    return taken;
  }
}
