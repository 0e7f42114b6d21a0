package dev.switchboard.providers.email;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mail, or a part of one.
///
/// @param number where it stands, as IMAP counts: `1`, `2.1`; empty for the whole mail
/// @param body its bytes, freed from their transfer encoding; empty where it has parts
/// @param parts of a multipart; empty elsewhere. A mail within a mail is not opened.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Part(String number, Headers headers, byte[] body, List<Part> parts) {

  private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+");

  Part {
    parts = List.copyOf(parts);
  }

  /// Such as `text/plain`, which is also what has no type or none that can be read.
  String type() {
    var type = headers.parameterized("Content-Type").value();
    if (TYPE.matcher(type).matches()) {
      return type;
    }
    return switch (type) {
      case "text", "" -> "text/plain";
      default -> type.startsWith("text") ? "text/plain" : "application/octet-stream";
    };
  }

  boolean is(String type) {
    return type().equals(type);
  }

  boolean isMultipart() {
    return !parts.isEmpty() || type().startsWith("multipart/");
  }

  boolean isAttachment() {
    return headers.parameterized("Content-Disposition").value().equals("attachment");
  }

  /// The file's name, without any folder; null where it has none.
  @Nullable
  String name() {
    var disposition = headers.parameterized("Content-Disposition").parameter("filename");
    var name = disposition != null ? disposition : headers.parameterized("Content-Type").parameter("name");
    if (name == null) {
      return null;
    }
    var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
        .replaceAll("[\\p{Cntrl}]", "").strip();
    return last.isEmpty() ? null : last.substring(0, Math.min(last.length(), 200));
  }

  /// By which HTML shows it; null where it has none.
  @Nullable
  String contentId() {
    return headers.first("Content-ID").map(each -> each.strip().replaceAll("^<|>$", "").strip())
        .filter(each -> !each.isEmpty()).orElse(null);
  }

  /// Its text, with lines that end in `\n`.
  String text() {
    var type = headers.parameterized("Content-Type");
    var text = Charsets.decode(body, type.parameter("charset")).replace("\r\n", "\n").replace('\r', '\n');
    return "flowed".equalsIgnoreCase(type.parameter("format"))
        ? FlowedText.unfold(text, "yes".equalsIgnoreCase(type.parameter("delsp")))
        : text;
  }

  /// The same as HTML that says itself in which charset it is.
  String html() {
    var charset = headers.parameterized("Content-Type").parameter("charset");
    return Charsets.decode(body, charset != null ? charset : HtmlText.charset(body));
  }

  /// All parts that have no parts, this one included, in their order.
  Stream<Part> leaves() {
    return parts.isEmpty() ? Stream.of(this) : parts.stream().flatMap(Part::leaves);
  }

  @Override
  public String toString() {
    return (number.isEmpty() ? "mail" : number) + " " + type().toLowerCase(Locale.ROOT);
  }
}
