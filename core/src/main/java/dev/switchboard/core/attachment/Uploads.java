package dev.switchboard.core.attachment;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands files to services that take them beforehand: each once to each account while the service keeps it, whichever
/// nodes and threads want it.
///
/// Whoever finds no id that is still good takes the row for as long as the lease, in one statement, and uploads; the
/// others look again until the id is there. One that fails gives the row back; one that dies is waited for no longer
/// than its lease. No transaction and no connection is held meanwhile.
final class Uploads {

  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /// What is to be handed over.
  ///
  /// @param validFor how long the service keeps it
  /// @param call hands it over and returns the service's id
  record Upload(UUID attachmentId, UUID accountId, Duration validFor, Supplier<String> call) {}

  /// What a look brought.
  ///
  /// @param serviceId null where it is not there yet
  /// @param mine whether the caller has to upload
  private record Look(@Nullable String serviceId, boolean mine) {}

  private final Database database;
  private final AttachmentSettings settings;

  Uploads(Database database, AttachmentSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /// The service's id of the file.
  ///
  /// @throws UncheckedIOException where it could not be found out before the deadline; nothing has been sent then
  /// @throws RuntimeException whatever the upload throws
  String serviceId(Upload upload, long deadlineNanos) {
    var holder = Ids.next();
    var pause = FIRST_PAUSE;
    while (true) {
      var look = look(upload, holder);
      if (look.serviceId != null) {
        return look.serviceId;
      }
      if (look.mine) {
        return upload(upload, holder);
      }
      if (System.nanoTime() + pause.toNanos() - deadlineNanos > 0) {
        throw new UncheckedIOException(new IOException("somebody else has been handing the file over for too long"));
      }
      sleep(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
  }

  private Look look(Upload upload, UUID holder) {
    try {
      var known = known(upload);
      return known.isPresent() ? new Look(known.get(), false) : new Look(null, take(upload, holder));
    } catch (DatabaseException e) {
      throw new UncheckedIOException(new IOException("what was handed over cannot be read now", e));
    }
  }

  // Most of the time it is known, and reading it locks nothing.
  private Optional<String> known(Upload upload) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select service_id
          from attachment_uploads
          where attachment_id = ?
            and account_id = ?
            and valid_until > now()
          """)) {
        statement.setObject(1, upload.attachmentId);
        statement.setObject(2, upload.accountId);
        try (var row = statement.executeQuery()) {
          return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
      }
    });
  }

  private boolean take(Upload upload, UUID holder) {
    var sql = """
        insert into attachment_uploads as known (attachment_id, account_id, holder, lease_until)
        values (?, ?, ?, now() + make_interval(secs => ?))
        on conflict (attachment_id, account_id) do update
        set holder = excluded.holder,
          lease_until = excluded.lease_until,
          service_id = null,
          valid_until = null
        where (known.valid_until is null or known.valid_until <= now())
          and (known.lease_until is null or known.lease_until < now())
        """;
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setObject(1, upload.attachmentId);
        statement.setObject(2, upload.accountId);
        statement.setObject(3, holder);
        statement.setDouble(4, Parts.seconds(settings.lease()));
        return statement.executeUpdate() == 1;
      }
    });
  }

  private String upload(Upload upload, UUID holder) {
    String serviceId;
    try {
      serviceId = upload.call.get();
    } catch (RuntimeException | Error e) {
      giveBack(upload, holder, null);
      throw e;
    }
    giveBack(upload, holder, serviceId);
    return serviceId;
  }

  // Whatever becomes of this, the service has the file or has it not: the caller can go on.
  private void giveBack(Upload upload, UUID holder, @Nullable String serviceId) {
    try {
      database.autocommit(connection -> {
        try (var statement = connection.prepareStatement("""
            update attachment_uploads
            set service_id = ?::text,
              valid_until = case when ?::text is not null then now() + make_interval(secs => ?) end,
              holder = null,
              lease_until = null
            where attachment_id = ?
              and account_id = ?
              and holder = ?
            """)) {
          statement.setString(1, serviceId);
          statement.setString(2, serviceId);
          statement.setDouble(3, Parts.seconds(upload.validFor));
          statement.setObject(4, upload.attachmentId);
          statement.setObject(5, upload.accountId);
          statement.setObject(6, holder);
          return statement.executeUpdate();
        }
      });
    } catch (DatabaseException e) {
      LOG.warn("it could not be noted that file {} was handed over: {}", upload.attachmentId, e.getMessage());
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("stopped while somebody else hands the file over"));
    }
  }
}
