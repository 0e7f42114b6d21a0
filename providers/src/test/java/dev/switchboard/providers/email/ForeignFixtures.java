package dev.switchboard.providers.email;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Mails that nobody here wrote: the folder `shared/fixtures` beside the project or above it, or the one that the system
/// property `switchboard.fixtures` names. It is no part of the project; without it the tests that need it are skipped.
final class ForeignFixtures {

  private static final String PROPERTY = "switchboard.fixtures";

  /// The files of a folder that end like this, by name.
  static List<Path> in(String folder, String... endings) {
    var path = root().map(each -> each.resolve(folder)).filter(Files::isDirectory);
    if (path.isEmpty()) {
      return abort("skipped: there are no fixtures of " + folder + " here; -D" + PROPERTY + "=... says where they are");
    }
    try (var files = Files.walk(path.get())) {
      return files.filter(each -> List.of(endings).stream().anyMatch(each.toString()::endsWith)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> root() {
    var named = System.getProperty(PROPERTY);
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var beside = at.resolve("shared").resolve("fixtures");
      if (Files.isDirectory(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    return Charsets.guess(bytes(file));
  }

  /// What the fixture's authors expect of it.
  static Optional<Path> expected(Path file, String ending) {
    return Optional.of(file.resolveSibling(file.getFileName() + ".expected." + ending)).filter(Files::exists);
  }

  private ForeignFixtures() {}
}
