package dev.switchboard.core.attachment;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What files are: by what is said of them, and by their first bytes.
final class FileTypes {

  static final String UNKNOWN = "application/octet-stream";

  private static final Pattern FORM = Pattern
      .compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}(?: *;[\\x20-\\x7e]{0,100})?");
  // Browsers do nothing with these but show them.
  private static final Set<String> SHOWABLE = Set.of("image/jpeg", "image/png", "image/gif", "image/webp", "audio/mpeg",
      "audio/ogg", "audio/aac", "audio/amr", "audio/mp4", "video/mp4", "video/3gpp", "video/webm", "application/pdf");
  // One form of file under several names.
  private static final Map<String, String> FAMILIES = Map.of("audio/mp4", "mp4", "video/mp4", "mp4", "audio/3gpp",
      "mp4",
      "video/3gpp", "mp4", "video/quicktime", "mp4", "audio/webm", "webm", "video/webm", "webm");
  private static final Map<String, String> EXTENSIONS = Map.ofEntries(Map.entry("image/jpeg", ".jpg"),
      Map.entry("image/png", ".png"), Map.entry("image/gif", ".gif"), Map.entry("image/webp", ".webp"),
      Map.entry("audio/mpeg", ".mp3"), Map.entry("audio/ogg", ".ogg"), Map.entry("audio/aac", ".aac"),
      Map.entry("audio/amr", ".amr"), Map.entry("audio/mp4", ".m4a"), Map.entry("video/mp4", ".mp4"),
      Map.entry("video/3gpp", ".3gp"), Map.entry("video/webm", ".webm"), Map.entry("application/pdf", ".pdf"),
      Map.entry("text/plain", ".txt"), Map.entry("text/html", ".html"), Map.entry("text/csv", ".csv"),
      Map.entry("text/vcard", ".vcf"), Map.entry("text/calendar", ".ics"), Map.entry("application/zip", ".zip"));

  // Nothing that a browser would run.
  private static final Map<String, String> TEXTS = Map.of(".csv", "text/csv", ".tsv", "text/tab-separated-values",
      ".json", "application/json", ".md", "text/markdown");

  /// The type as it may be kept and said again; null where nothing was said, or what is no type.
  static @Nullable String clean(@Nullable String declared) {
    var type = declared == null ? "" : declared.strip();
    return FORM.matcher(type).matches() ? type : null;
  }

  /// Without parameters, in lower case.
  static String base(String type) {
    var end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// Whether it says nothing that one would not know anyway.
  static boolean saysNothing(@Nullable String declared) {
    return declared == null || Set.of(UNKNOWN, "binary/octet-stream", "application/binary", "application/unknown")
        .contains(base(declared));
  }

  /// What a file is taken to be: what it was said to be, what its bytes say, or unknown. Which kind of text it is only its
  /// name can tell.
  static String of(@Nullable String declared, @Nullable String detected, @Nullable String name) {
    var said = clean(declared);
    if (said != null && !saysNothing(said)) {
      return said;
    }
    return "text/plain".equals(detected) ? textOf(name) : Objects.requireNonNullElse(detected, UNKNOWN);
  }

  private static String textOf(@Nullable String name) {
    var extension = name == null ? "" : name.substring(Math.max(name.lastIndexOf('.'), 0)).toLowerCase(Locale.ROOT);
    return TEXTS.getOrDefault(extension, "text/plain");
  }

  /// Whether a browser may show it in place: what its bytes say must not contradict what was said of it.
  static boolean showable(@Nullable String declared, @Nullable String detected) {
    if (declared == null || detected == null) {
      return false;
    }
    var type = base(declared);
    return SHOWABLE.contains(type) && family(type).equals(family(detected));
  }

  private static String family(String type) {
    return FAMILIES.getOrDefault(type, type);
  }

  /// A name for a file that has none.
  static String nameOf(String type) {
    return "file" + EXTENSIONS.getOrDefault(base(type), ".bin");
  }

  private FileTypes() {}
}
