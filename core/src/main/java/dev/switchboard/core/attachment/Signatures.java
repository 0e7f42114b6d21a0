package dev.switchboard.core.attachment;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells by the first bytes of a file what it is. Knows the forms that people send one another.
///
/// The numbers are those of the forms' own descriptions, as https://www.iana.org/assignments/media-types links to them.
final class Signatures {

  private record Signature(String type, int at, byte[] bytes) {

    static Signature hex(String type, String hex) {
      return new Signature(type, 0, HexFormat.of().parseHex(hex));
    }

    static Signature text(String type, int at, String text) {
      return new Signature(type, at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean is(byte[] head) {
      if (head.length < at + bytes.length) {
        return false;
      }
      for (var i = 0; i < bytes.length; i++) {
        if (head[at + i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  // The first that fits counts.
  private static final List<Signature> ALL = List.of(
      Signature.hex("image/jpeg", "ffd8ff"),
      Signature.hex("image/png", "89504e470d0a1a0a"),
      Signature.text("image/gif", 0, "GIF87a"),
      Signature.text("image/gif", 0, "GIF89a"),
      Signature.text("image/webp", 8, "WEBP"),
      Signature.hex("image/tiff", "49492a00"),
      Signature.hex("image/tiff", "4d4d002a"),
      Signature.text("image/heic", 4, "ftypheic"),
      Signature.text("image/heic", 4, "ftypheix"),
      Signature.text("image/heic", 4, "ftypmif1"),
      Signature.text("image/avif", 4, "ftypavif"),
      Signature.text("audio/mp4", 4, "ftypM4A"),
      Signature.text("audio/mp4", 4, "ftypM4B"),
      Signature.text("video/3gpp", 4, "ftyp3g"),
      Signature.text("video/quicktime", 4, "ftypqt"),
      Signature.text("video/mp4", 4, "ftyp"),
      Signature.text("audio/wav", 8, "WAVE"),
      Signature.text("video/x-msvideo", 8, "AVI "),
      Signature.text("audio/ogg", 0, "OggS"),
      Signature.text("audio/mpeg", 0, "ID3"),
      Signature.text("audio/amr", 0, "#!AMR"),
      Signature.text("audio/flac", 0, "fLaC"),
      Signature.text("application/pdf", 0, "%PDF-"),
      Signature.text("application/rtf", 0, "{\\rtf"),
      Signature.hex("application/gzip", "1f8b"),
      Signature.hex("application/vnd.rar", "526172211a07"),
      Signature.hex("application/x-7z-compressed", "377abcaf271c"),
      Signature.hex("application/x-ole-storage", "d0cf11e0a1b11ae1"),
      Signature.hex("application/x-executable", "7f454c46"),
      Signature.text("application/vnd.microsoft.portable-executable", 0, "MZ"));

  private static final Signature ZIP = Signature.hex("application/zip", "504b0304");
  private static final Signature MATROSKA = Signature.hex("video/x-matroska", "1a45dfa3");
  private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
  private static final int MARKUP = 1024;

  /// @param head the first part of the file, or all of it
  /// @return null where they are those of nothing known here
  static @Nullable String type(byte[] head) {
    for (var signature : ALL) {
      if (signature.is(head)) {
        return signature.type;
      }
    }
    if (ZIP.is(head)) {
      return archive(latin(head, head.length));
    }
    if (MATROSKA.is(head)) {
      return latin(head, 64).contains("webm") ? "video/webm" : MATROSKA.type;
    }
    return head.length > 3 && (head[0] & 0xff) == 0xff && (head[1] & 0xe0) == 0xe0 ? frames(head[1]) : text(head);
  }

  // Names in a ZIP file stand as they are, also where what is in it is compressed.
  private static String archive(String head) {
    if (head.contains("mimetypeapplication/vnd.oasis.opendocument.")) {
      var from = head.indexOf("application/vnd.oasis");
      var end = head.indexOf("PK", from);
      return end < 0 || end - from > 80 ? ZIP.type : head.substring(from, end).replaceAll("[^a-z.-].*$", "");
    }
    if (!head.contains("[Content_Types].xml")) {
      return ZIP.type;
    }
    return head.contains("word/") ? OFFICE + "wordprocessingml.document"
        : head.contains("xl/") ? OFFICE + "spreadsheetml.sheet"
            : head.contains("ppt/") ? OFFICE + "presentationml.presentation" : ZIP.type;
  }

  // The second byte of an MPEG audio frame: the two bits of its layer are 0 in ADTS (AAC) only. With FE a text in
  // UTF-16 begins.
  private static @Nullable String frames(byte second) {
    if ((second & 0xff) >= 0xfe) {
      return null;
    }
    if ((second & 0xf6) == 0xf0) {
      return "audio/aac";
    }
    return (second & 0x06) == 0 ? null : "audio/mpeg";
  }

  private static @Nullable String text(byte[] head) {
    if (head.length == 0 || !isText(head)) {
      return null;
    }
    var begin = latin(head, MARKUP).replace("\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
    if (begin.startsWith("<!doctype html") || begin.contains("<html") || begin.contains("<script")) {
      return "text/html";
    }
    if (begin.contains("<svg")) {
      return "image/svg+xml";
    }
    if (begin.startsWith("<?xml")) {
      return "application/xml";
    }
    if (begin.startsWith("begin:vcard")) {
      return "text/vcard";
    }
    return begin.startsWith("begin:vcalendar") ? "text/calendar" : "text/plain";
  }

  private static boolean isText(byte[] head) {
    for (var each : head) {
      if (each >= 0 && each < 0x20 && each != '\t' && each != '\n' && each != '\r' && each != '\f') {
        return false;
      }
    }
    // A part may end within a character, of which there are at most four bytes.
    for (var end = head.length; end > 0 && end > head.length - 4; end--) {
      if (isUtf8(head, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUtf8(byte[] head, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(head, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String latin(byte[] head, int length) {
    return new String(head, 0, Math.min(length, head.length), StandardCharsets.ISO_8859_1);
  }

  private Signatures() {}
}
