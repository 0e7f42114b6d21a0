package dev.switchboard.core.attachment;

import dev.switchboard.core.database.Jsonb;
import org.jspecify.annotations.Nullable;

/// Names of files as strangers give them.
final class FileNames {

  private static final int LONGEST = 255;

  /// The name without a path, without what does not print, and not longer than file systems take; null where nothing is
  /// left of it.
  static @Nullable String clean(@Nullable String name) {
    if (name == null) {
      return null;
    }
    var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    // Also the signs that turn the direction of writing: with them a name reads otherwise than it is.
    var printed = Jsonb.storableText(last).replaceAll("[\\p{Cc}\\p{Cf}]", "").strip();
    if (printed.isEmpty() || printed.equals(".") || printed.equals("..")) {
      return null;
    }
    return printed.codePointCount(0, printed.length()) <= LONGEST
        ? printed
        : printed.substring(0, printed.offsetByCodePoints(0, LONGEST));
  }

  private FileNames() {}
}
