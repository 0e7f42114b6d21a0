package dev.switchboard.api.attachment;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.regex.Pattern;

/// Which of a file's bytes somebody wants: all, or one range of them. Several ranges at once are answered with all, as
/// https://www.rfc-editor.org/rfc/rfc9110#section-14.2 allows.
sealed interface ByteRange {

  record Whole() implements ByteRange {}

  /// @param length at least 1
  record Part(long from, long length) implements ByteRange {}

  /// There are no such bytes.
  record Outside() implements ByteRange {}

  Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// @param tag the file's ETag, which an `If-Range` has to name
  static ByteRange asked(HttpRequest<?> request, String tag, long size) {
    var range = request.getHeaders().get(HttpHeaders.RANGE);
    var onlyIf = request.getHeaders().get(HttpHeaders.IF_RANGE);
    if (range == null || onlyIf != null && !onlyIf.equals(tag)) {
      return new Whole();
    }
    var match = ONE.matcher(range.strip());
    if (!match.matches() || match.group(1).isEmpty() && match.group(2).isEmpty()) {
      return new Whole();
    }
    return match.group(1).isEmpty()
        ? last(Long.parseLong(match.group(2)), size)
        : between(Long.parseLong(match.group(1)), match.group(2), size);
  }

  private static ByteRange last(long count, long size) {
    var length = Math.min(count, size);
    return length == 0 ? new Outside() : new Part(size - length, length);
  }

  private static ByteRange between(long from, String last, long size) {
    var end = last.isEmpty() ? size : Math.min(Long.parseLong(last) + 1, size);
    if (!last.isEmpty() && Long.parseLong(last) < from) {
      return new Whole();
    }
    return from >= size ? new Outside() : new Part(from, end - from);
  }
}
