package dev.switchboard.core.spi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The files that we keep, as a provider sees them that has to hand them to its service.
public interface Files {

  /// A place without files.
  Files NONE = new NoFiles();

  /// One file.
  ///
  /// @param mimeType such as `image/jpeg`
  /// @param size in bytes
  record Kept(UUID id, String mimeType, String name, long size) {}

  /// Empty where there is none of this id, or not any more.
  ///
  /// @throws java.io.UncheckedIOException where our files cannot be read now
  Optional<Kept> find(UUID attachmentId);

  /// Its bytes, to be read once and closed. Blocks.
  InputStream open(UUID attachmentId) throws IOException;

  /// An address where the service may fetch it for so long without any other proof; empty where this installation cannot be
  /// reached from outside.
  Optional<URI> link(UUID attachmentId, Duration validFor);

  /// The service's id of the file, for services that take files beforehand: uploads where it is not known, and remembers it
  /// for this account. While one caller uploads, all others on all nodes wait; where that fails, the next one tries.
  ///
  /// @param validFor how long the service keeps it
  /// @param upload hands the file to the service; what it throws comes out here
  /// @throws java.io.UncheckedIOException where our files cannot be read now, or somebody else has been uploading for too
  ///         long: nothing has been sent, so the message can be tried again
  String uploaded(UUID attachmentId, Duration validFor, Function<Kept, String> upload);
}
