package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.SendResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Fetches the files of a letter from where we keep them.
///
/// @param mostBytes of all files of one letter
record Attaching(long mostBytes) {

  /// The files, or why the letter cannot go.
  sealed interface Fetched {

    record Complete(List<LetterFile> files) implements Fetched {}

    record Incomplete(SendResult result) implements Fetched {}
  }

  Fetched fetch(List<Content.Email.Attachment> attachments, Files files) {
    var fetched = new ArrayList<LetterFile>();
    var left = mostBytes;
    for (var attachment : attachments) {
      var id = attachment.file().attachmentId();
      if (id == null) {
        return refused("only files that are kept here can be attached");
      }
      Optional<Files.Kept> kept;
      try {
        kept = files.find(id);
      } catch (UncheckedIOException e) {
        return unreadable(id);
      }
      if (kept.isEmpty()) {
        return refused("the file " + id + " is not there any more");
      }
      left -= kept.get().size();
      if (left < 0) {
        return refused("the files have more than " + mostBytes + " bytes in all");
      }
      var contentId = attachment.contentId();
      if (contentId != null && !contentId.matches("[!-;=?-~]{1,200}")) {
        return refused("a content id must be one word of ASCII");
      }
      try (var in = files.open(id)) {
        var name = attachment.file().name() == null ? kept.get().name() : attachment.file().name();
        fetched.add(new LetterFile(kept.get().mimeType(), name, in.readAllBytes(), contentId));
      } catch (IOException e) {
        return unreadable(id);
      }
    }
    return new Fetched.Complete(List.copyOf(fetched));
  }

  private static Fetched unreadable(UUID id) {
    return new Fetched.Incomplete(new SendResult.RetryLater(
        Failure.of(FailureReason.SERVICE_ERROR, "the file " + id + " cannot be read at the moment")));
  }

  private static Fetched refused(String why) {
    return new Fetched.Incomplete(new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, why)));
  }
}
