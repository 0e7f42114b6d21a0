package dev.switchboard.core.attachment;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.Files;
import jakarta.inject.Singleton;

/// Makes what providers see of files. Thread-safe; costs nothing until a provider asks for a file.
@Singleton
public final class AttachmentFiles {

  private final Attachments attachments;
  private final Uploads uploads;
  private final FileLinks links;

  public AttachmentFiles(Database database, AttachmentSettings settings, Attachments attachments, FileLinks links) {
    this.attachments = attachments;
    this.uploads = new Uploads(database, settings);
    this.links = links;
  }

  /// The files of the account's tenant, for messages that may be sent until then.
  ///
  /// @param deadlineNanos the [System#nanoTime()] after which waiting for somebody else's upload is of no use
  public Files of(Account account, long deadlineNanos) {
    return new AccountFiles(account, deadlineNanos, attachments, uploads, links);
  }
}
