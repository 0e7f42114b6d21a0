package dev.switchboard.app.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;

/// Directories with everything in them.
final class Trees {

  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// Makes an operating system user the owner of everything. Only root may, and only on POSIX systems.
  static void own(Path root, int userId) throws IOException {
    if (!Files.exists(root) || owner(root) == userId) {
      return;
    }
    try (var paths = Files.walk(root)) {
      // The root last: where this is cut short, the next start sees that it is not done.
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.setAttribute(path, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  private Trees() {}
}
