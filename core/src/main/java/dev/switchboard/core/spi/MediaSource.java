package dev.switchboard.core.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A provider whose service keeps the files that customers send until somebody fetches them. Optional.
public interface MediaSource extends IMessageProvider {

  /// One file, on its way.
  ///
  /// @param size in bytes; null where the service does not say
  /// @param bytes closed by the caller
  record Download(@Nullable String mimeType, @Nullable String name, @Nullable Long size, InputStream bytes) {}

  /// Fetches a file. Blocks until its first bytes are there; asks nobody but the service, whatever the source says.
  ///
  /// @param source of a [MediaFile] that this provider received
  /// @return empty where the service has no such file any more: trying again will not help
  /// @throws IOException where it could not be fetched now
  Optional<Download> fetch(String source) throws IOException;
}
