package dev.switchboard.core.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A pair of files: what the service sends, `delivered.json`, and what we make of it, `delivered.expected.json`.
///
/// The first may have any ending, as the service's bodies are JSON, forms or mail; it is signed by the contract.
///
/// @param expected the file that holds it; it may be missing, and then the contract says what to write
@SuppressWarnings("ArrayRecordComponent") // never compared
record WebhookFixture(String name, byte[] body, Path expected) {

  private static final String EXPECTED = ".expected.json";

  /// All pairs of a folder, by name; none where there is no such folder.
  static List<WebhookFixture> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> !file.toString().endsWith(EXPECTED)).sorted().map(WebhookFixture::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WebhookFixture of(Path file) {
    var name = file.getFileName().toString();
    var stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    try {
      return new WebhookFixture(name, Files.readAllBytes(file), file.resolveSibling(stem + EXPECTED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String expectedJson() {
    try {
      return Files.exists(expected) ? Files.readString(expected, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
