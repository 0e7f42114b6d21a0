package dev.switchboard.core.spi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// A place without files.
final class NoFiles implements Files {

  @Override
  public Optional<Kept> find(UUID attachmentId) {
    return Optional.empty();
  }

  @Override
  public InputStream open(UUID attachmentId) throws IOException {
    throw new IOException("there is no file " + attachmentId);
  }

  @Override
  public Optional<URI> link(UUID attachmentId, Duration validFor) {
    return Optional.empty();
  }

  @Override
  public String uploaded(UUID attachmentId, Duration validFor, Function<Kept, String> upload) {
    throw new IllegalArgumentException("there is no file " + attachmentId);
  }
}
