package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.Files;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// One file that we keep.
final class KeptFiles implements Files {

  private final Kept file;
  private final String content;
  private final Map<UUID, String> uploaded = new HashMap<>();

  KeptFiles(String mimeType, String name, String content) {
    this.file = new Kept(UUID.randomUUID(), mimeType, name, content.getBytes(StandardCharsets.UTF_8).length);
    this.content = content;
  }

  UUID id() {
    return file.id();
  }

  @Override
  public Optional<Kept> find(UUID attachmentId) {
    return Optional.of(file).filter(each -> each.id().equals(attachmentId));
  }

  @Override
  public InputStream open(UUID attachmentId) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<URI> link(UUID attachmentId, Duration validFor) {
    return Optional.empty();
  }

  @Override
  public String uploaded(UUID attachmentId, Duration validFor, Function<Kept, String> upload) {
    return uploaded.computeIfAbsent(attachmentId, _ -> upload.apply(file));
  }
}
