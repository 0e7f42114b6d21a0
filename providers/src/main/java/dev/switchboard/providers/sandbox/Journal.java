package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/// What has happened to the service, one JSON object a line, appended and never changed.
///
/// A line is written before what it tells of is answered, so a killed service has forgotten nothing that it has
/// answered; the machine may lose the last seconds. Holds ids and numbers, no texts. It holds the accounts' keys too,
/// because a restarted service goes on signing, so only its owner may read it.
final class Journal implements AutoCloseable {

  private final FileOutputStream file;
  private boolean closed;

  private Journal(FileOutputStream file) {
    this.file = file;
  }

  /// Opens a journal for appending. Reads what is in it first; a last line cut short by a kill is left out.
  static Journal open(Path file, Consumer<JsonNode> reader) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      lines.map(Json::read).filter(JsonNode::isObject).forEach(reader);
    }
    var journal = new FileOutputStream(file.toFile(), true);
    // Whatever was cut short ends here.
    journal.write('\n');
    return new Journal(journal);
  }

  private static void create(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(
          Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
    } else {
      Files.createFile(file);
    }
  }

  /// Thread-safe: lines are whole and in the order of the calls. A closed journal forgets.
  synchronized void append(JsonNode line) {
    if (closed) {
      return;
    }
    try {
      file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox's journal cannot be written", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    file.close();
  }
}
