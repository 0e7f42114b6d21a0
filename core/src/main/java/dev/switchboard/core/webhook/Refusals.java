package dev.switchboard.core.webhook;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Jsonb;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts for each account the webhooks that did not verify. Whoever sends many of them gets no more than one write a second
/// out of this node for each account, and none on the request's way. Thread-safe.
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Duration GATHER = Duration.ofSeconds(1);
  private static final int LONGEST_REASON = 500;

  private record Refused(long count, Instant last, String why) {

    Refused and(Refused later) {
      return new Refused(count + later.count, later.last, later.why);
    }
  }

  private final Database database;
  private final Map<UUID, Refused> waiting = new ConcurrentHashMap<>();

  Refusals(Database database) {
    this.database = database;
  }

  /// Does not block.
  void count(UUID accountId, String why) {
    if (waiting.merge(accountId, new Refused(1, Instant.now(), why), Refused::and).count == 1) {
      Thread.ofVirtual().name("refusals").start(() -> writeSoon(accountId));
    }
  }

  private void writeSoon(UUID accountId) {
    try {
      Thread.sleep(GATHER);
      var refused = waiting.remove(accountId);
      if (refused != null) {
        write(accountId, refused);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.info("refused webhooks of account {} are not noted: {}", accountId, e.getMessage());
    }
  }

  private void write(UUID accountId, Refused refused) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          insert into webhook_refusals as known (account_id, refused, last_at, why)
          values (?, ?, ?, ?)
          on conflict (account_id) do update
          set refused = known.refused + excluded.refused,
            last_at = greatest(known.last_at, excluded.last_at),
            why = excluded.why
          """)) {
        statement.setObject(1, accountId);
        statement.setLong(2, refused.count);
        statement.setObject(3, refused.last.atOffset(ZoneOffset.UTC));
        var why = Jsonb.storableText(refused.why);
        statement.setString(4, why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) : why);
        return statement.executeUpdate();
      }
    });
  }
}
