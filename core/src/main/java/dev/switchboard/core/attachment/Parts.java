package dev.switchboard.core.attachment;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The bytes of files, in parts of 256 KiB. Writing and reading hold one part at a time, and no transaction over more
/// than one.
///
/// Nobody sees the parts of a file that is not KEPT, so what a crash leaves behind is no half file.
final class Parts {

  static final int LENGTH = 256 * 1024;

  // Holds the row of the file until the commit, so that nobody else begins anew in between, and lets the lease go on.
  private static final String HELD = """
      with held as (
        update attachments
        set lease_until = now() + make_interval(secs => ?)
        where id = ?
          and state = 'WAITING'
          and attempts = ?
        returning id)
      """;

  /// What was written, or would be.
  ///
  /// @param sha256 in lower-case hex
  /// @param type what the first bytes say; null where they say nothing
  record Written(long size, String sha256, @Nullable String type) {

    static Written of(byte[] bytes) {
      return new Written(bytes.length, hex(Parts.sha256().digest(bytes)), Signatures.type(head(bytes)));
    }
  }

  private final Database database;
  private final AttachmentSettings settings;

  Parts(Database database, AttachmentSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /// Writes a file that is WAITING, and keeps its lease alive meanwhile. What an earlier attempt left goes first.
  ///
  /// @param attempt the fencing number: whoever has not the last one writes nothing
  /// @throws TooLargeException as soon as there are more bytes than this installation takes
  /// @throws OvertakenException where somebody else has begun anew
  Written write(UUID attachmentId, int attempt, InputStream bytes) throws IOException {
    if (attempt > 1) {
      delete(attachmentId, attempt);
    }
    var digest = sha256();
    String type = null;
    var size = 0L;
    for (var n = 0;; n++) {
      var part = bytes.readNBytes(LENGTH);
      size += part.length;
      if (size > settings.largest()) {
        throw new TooLargeException(settings.largest());
      }
      if (n == 0) {
        type = Signatures.type(part);
      }
      if (part.length > 0) {
        digest.update(part);
        insert(attachmentId, attempt, n, part);
      }
      if (part.length < LENGTH) {
        return new Written(size, hex(digest.digest()), type);
      }
    }
  }

  // Not waited for: the commit that makes the file KEPT comes later in the same log, and is.
  private void insert(UUID attachmentId, int attempt, int n, byte[] part) {
    var sql = HELD + """
        insert into attachment_parts (attachment_id, n, bytes)
        select id, ?, ?
        from held
        """;
    var inserted = database.transaction(connection -> {
      commitWithoutWaiting(connection);
      try (var statement = connection.prepareStatement(sql)) {
        statement.setDouble(1, seconds(settings.lease()));
        statement.setObject(2, attachmentId);
        statement.setInt(3, attempt);
        statement.setInt(4, n);
        statement.setBytes(5, part);
        return statement.executeUpdate();
      }
    });
    if (inserted == 0) {
      throw new OvertakenException();
    }
  }

  private static void commitWithoutWaiting(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local synchronous_commit = off");
    }
  }

  /// Writes a file that is in memory, in the caller's transaction.
  static void write(Connection connection, UUID attachmentId, byte[] bytes) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into attachment_parts (attachment_id, n, bytes)
        values (?, ?, ?)
        """)) {
      for (var n = 0; (long) n * LENGTH < bytes.length; n++) {
        statement.setObject(1, attachmentId);
        statement.setInt(2, n);
        statement.setBytes(3, Arrays.copyOfRange(bytes, n * LENGTH, Math.min(bytes.length, (n + 1) * LENGTH)));
        statement.executeUpdate();
      }
    }
  }

  /// Forgets what was written of a file that is WAITING, unless somebody else has begun anew.
  void delete(UUID attachmentId, int attempt) {
    var sql = HELD + """
        delete from attachment_parts
        where attachment_id in (select id from held)
        """;
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setDouble(1, seconds(settings.lease()));
        statement.setObject(2, attachmentId);
        statement.setInt(3, attempt);
        return statement.executeUpdate();
      }
    });
  }

  /// One part.
  ///
  /// @throws IOException where it is not there, or the database is away
  byte[] read(UUID attachmentId, int n) throws IOException {
    try {
      return database.autocommit(connection -> {
        try (var statement = connection.prepareStatement("""
            select bytes
            from attachment_parts
            where attachment_id = ?
              and n = ?
            """)) {
          statement.setObject(1, attachmentId);
          statement.setInt(2, n);
          try (var row = statement.executeQuery()) {
            return row.next() ? row.getBytes(1) : new byte[0];
          }
        }
      });
    } catch (DatabaseException e) {
      throw new IOException("a part of the file " + attachmentId + " cannot be read now", e);
    }
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static byte[] head(byte[] bytes) {
    return bytes.length <= LENGTH ? bytes : Arrays.copyOf(bytes, LENGTH);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
