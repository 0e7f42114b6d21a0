package dev.switchboard.core.attachment;

import dev.switchboard.core.database.Database;
import java.time.Duration;

/// Files that were handed in and never sent, and what of others was never handed in to the end.
///
/// Nothing is locked between the check of a message and its accept, so a file cannot be used any more some time before
/// it may be taken away.
public final class UnusedAttachments {

  /// How long after it was handed in a file may be sent for the first time.
  public static final Duration USABLE = Duration.ofHours(23);
  private static final Duration KEPT = Duration.ofHours(24);
  // A file may have hundreds of parts, and a long commit holds up all readers of the event log.
  private static final int BATCH = 10;

  private final Database database;

  public UnusedAttachments(Database database) {
    this.database = database;
  }

  /// Takes them away, with what services know of them, and returns how many. Safe on any number of nodes at once.
  public int delete() {
    var deleted = 0;
    int batch;
    do {
      batch = deleteBatch();
      deleted += batch;
    } while (batch == BATCH);
    return deleted;
  }

  private int deleteBatch() {
    var sql = """
        delete from attachments
        where id = any (array(
          select id
          from attachments
          where message_id is null
            and created_at < now() - make_interval(secs => ?)
          order by created_at
          limit %d
          for update skip locked))
        """.formatted(BATCH);
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setDouble(1, Parts.seconds(KEPT));
        return statement.executeUpdate();
      }
    });
  }
}
