package dev.switchboard.core.attachment;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.tenant.Viewer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The files of one tenant, as a provider of one of its accounts sees them: only those that are all here.
record AccountFiles(Account account, long deadlineNanos, Attachments attachments, Uploads uploads, FileLinks links)
    implements
    Files {

  @Override
  public Optional<Kept> find(UUID attachmentId) {
    return kept(attachmentId).map(AccountFiles::kept);
  }

  private Optional<Attachment> kept(UUID attachmentId) {
    try {
      return attachments.find(Viewer.all(account.tenantId()), attachmentId)
          .filter(attachment -> attachment.state() == AttachmentState.KEPT);
    } catch (DatabaseException e) {
      throw new UncheckedIOException(new IOException("our files cannot be read now", e));
    }
  }

  private static Kept kept(Attachment attachment) {
    return new Kept(attachment.id(), attachment.typeOrUnknown(), attachment.nameOrType(),
        Objects.requireNonNull(attachment.size()));
  }

  @Override
  public InputStream open(UUID attachmentId) throws IOException {
    try {
      return attachments.open(kept(attachmentId).orElseThrow(() -> missing(attachmentId)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public Optional<URI> link(UUID attachmentId, Duration validFor) {
    return links.link(attachmentId, validFor);
  }

  @Override
  public String uploaded(UUID attachmentId, Duration validFor, Function<Kept, String> upload) {
    var file = find(attachmentId).orElseThrow(() -> new UncheckedIOException(missing(attachmentId)));
    return uploads.serviceId(new Uploads.Upload(attachmentId, account.id(), validFor, () -> upload.apply(file)),
        deadlineNanos);
  }

  private static IOException missing(UUID attachmentId) {
    return new IOException("there is no file " + attachmentId);
  }
}
