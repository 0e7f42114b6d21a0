package dev.switchboard.providers.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Other people's material, in a folder `shared` somewhere above the project, or where the system property
/// `switchboard.shared` says. It is read in place and never copied.
public final class SharedMaterial {

  /// A file or folder of it; skips the test where there is none.
  public static Path at(String path) {
    var file = roots().map(root -> root.resolve(path)).filter(Files::exists).findFirst();
    assumeTrue(file.isPresent(), () -> "skipped: there is no shared/" + path + " above the project");
    return file.orElseThrow();
  }

  /// A file of JSON; skips the test where there is none.
  public static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(at(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The files of a folder by name; skips the test where there is none.
  public static List<Path> files(String folder) {
    try (var files = Files.list(at(folder))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> roots() {
    var property = System.getProperty("switchboard.shared");
    var above = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
        .map(folder -> folder.resolve("shared"));
    return property == null ? above : Stream.of(Path.of(property));
  }

  private SharedMaterial() {}
}
