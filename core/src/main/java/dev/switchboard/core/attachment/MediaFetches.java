package dev.switchboard.core.attachment;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.spi.MediaSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches what customers sent from the services that have it. Thread-safe; every decision about time is the
/// database's.
///
/// Whoever fetches a file holds it under a lease that goes on with each part that arrives. One that dies leaves parts
/// that nobody sees, and the file is fetched anew when the lease is over.
@Singleton
public final class MediaFetches {

  private static final Logger LOG = LoggerFactory.getLogger(MediaFetches.class);
  private static final double JITTER = 0.2;
  private static final int LONGEST_ERROR = 500;

  /// A file to fetch.
  ///
  /// @param attempt 1 for the first; the fencing number
  /// @param source what the provider needs to fetch it
  /// @param mimeType what was said of it when it came; null where nothing was
  public record Due(UUID id, int attempt, String source, @Nullable String mimeType) {

    // It may hold a secret.
    @Override
    public String toString() {
      return "Due[" + id + ", attempt " + attempt + "]";
    }
  }

  private final Database database;
  private final AttachmentSettings settings;
  private final Doorbell doorbell;
  private final Parts parts;

  public MediaFetches(Database database, AttachmentSettings settings, Doorbell doorbell) {
    this.database = database;
    this.settings = settings;
    this.doorbell = doorbell;
    this.parts = new Parts(database, settings);
  }

  /// Claims up to `limit` files of an account that are due to be fetched.
  public List<Due> claim(Account account, int limit) {
    var sql = """
        with due as materialized (
          select id
          from attachments
          where account_id = ?
            and state = 'WAITING'
            and due_at <= now()
            and (lease_until is null or lease_until < now())
          order by due_at
          limit ?
          for update skip locked)
        update attachments a
        set lease_until = now() + make_interval(secs => ?),
          attempts = a.attempts + 1
        from due
        where a.id = due.id
        returning a.id, a.attempts, a.source, a.mime_type
        """;
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setObject(1, account.id());
        statement.setInt(2, limit);
        statement.setDouble(3, Parts.seconds(settings.lease()));
        try (var row = statement.executeQuery()) {
          var due = new ArrayList<Due>();
          while (row.next()) {
            due.add(due(row));
          }
          return due;
        }
      }
    });
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(row.getObject("id", UUID.class), row.getInt("attempts"), row.getString("source"),
        row.getString("mime_type"));
  }

  /// Fetches one file and writes what became of it. Blocks until that is written.
  public void fetch(Account account, Due due) {
    try {
      tryToFetch(account, due);
    } catch (OvertakenException e) {
      LOG.info("file {} was fetched by somebody else meanwhile", due.id);
    }
    doorbell.ring("events");
  }

  private void tryToFetch(Account account, Due due) {
    if (!(account.provider() instanceof MediaSource source)) {
      end(account, due, AttachmentState.GONE, "this account's provider fetches no files");
    } else if (due.attempt > settings.delays().size() + 1) {
      // Whoever tried last was lost, and so was whoever tried before: the file itself may be why.
      end(account, due, AttachmentState.GONE, "it was tried often enough");
    } else {
      fetch(account, source, due);
    }
  }

  private void fetch(Account account, MediaSource source, Due due) {
    try {
      var download = source.fetch(due.source);
      if (download.isEmpty()) {
        end(account, due, AttachmentState.GONE, "the service has it no more");
        return;
      }
      keep(account, due, download.get());
    } catch (TooLargeException e) {
      parts.delete(due.id, due.attempt);
      end(account, due, AttachmentState.REFUSED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      later(account, due, String.valueOf(e.getMessage()));
    } catch (OvertakenException | DatabaseException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("provider {} threw while fetching file {}", source.name(), due.id, e);
      later(account, due, "the provider failed");
    }
  }

  private void keep(Account account, Due due, MediaSource.Download download) throws IOException {
    try (var bytes = download.bytes()) {
      var said = download.size();
      if (said != null && said > settings.largest()) {
        throw new TooLargeException(settings.largest());
      }
      var written = parts.write(due.id, due.attempt, bytes);
      if (said != null && said != written.size()) {
        throw new IOException("the service said that it has " + said + " bytes, and " + written.size() + " came");
      }
      var type = FileTypes.saysNothing(due.mimeType) ? download.mimeType() : due.mimeType;
      Settling.keep(database, due.id, due.attempt, FileTypes.of(type, written.type(), download.name()),
          FileNames.clean(download.name()), written);
      EngineMetrics.fetched(account.provider().name(), AttachmentState.KEPT.name(), written.size());
    }
  }

  private void end(Account account, Due due, AttachmentState state, String why) {
    Settling.end(database, due.id, due.attempt, state, why);
    EngineMetrics.fetched(account.provider().name(), state.name(), 0);
    LOG.info("file {} of account {} is {}: {}", due.id, account.id(), state, why);
  }

  private void later(Account account, Due due, String why) {
    EngineMetrics.fetched(account.provider().name(), "FAILED", 0);
    if (due.attempt > settings.delays().size()) {
      parts.delete(due.id, due.attempt);
      end(account, due, AttachmentState.GONE, "it could not be fetched: " + shortened(why));
      return;
    }
    LOG.info("file {} of account {} could not be fetched in attempt {}", due.id, account.id(), due.attempt);
    var delay = jittered(settings.delays().get(due.attempt - 1));
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update attachments
          set due_at = clock_timestamp() + make_interval(secs => ?),
            lease_until = null,
            error = ?
          where id = ?
            and state = 'WAITING'
            and attempts = ?
          """)) {
        statement.setDouble(1, Parts.seconds(delay));
        statement.setString(2, shortened(why));
        statement.setObject(3, due.id);
        statement.setInt(4, due.attempt);
        return statement.executeUpdate();
      }
    });
  }

  // It may quote what the service said.
  private static String shortened(String why) {
    var text = Jsonb.storableText(why);
    return text.length() <= LONGEST_ERROR ? text : Jsonb.storableText(text.substring(0, LONGEST_ERROR));
  }

  private static Duration jittered(Duration delay) {
    return delay.plusMillis((long) (delay.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
  }
}
