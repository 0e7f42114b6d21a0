package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.Capabilities.Limits;
import java.util.Collection;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/// How long and how many. Lengths are in Unicode code points.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/messages and, for files,
/// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
final class Limit {

  static final int TEXT = 4096;
  static final int CAPTION = 1024;
  static final int BODY = 1024;
  static final int LIST_BODY = 4096;
  static final int HEADER = 60;
  static final int FOOTER = 60;
  static final int LABEL = 20;
  static final int BUTTONS = 3;
  static final int BUTTON_ID = 256;
  static final int SECTIONS = 10;
  static final int ROWS = 10;
  static final int ROW_ID = 200;
  static final int ROW_TITLE = 24;
  static final int ROW_DESCRIPTION = 72;
  static final int CARDS = 5;
  // Room for the longest emoji, such as a family: people joined by joiners.
  static final int EMOJI = 16;

  private static final long MB = 1L << 20;

  static final Limits IMAGE = Limits.file(CAPTION, 5 * MB, "image/jpeg", "image/png");
  static final Limits VIDEO = Limits.file(CAPTION, 16 * MB, "video/mp4", "video/3gpp", "video/3gp");
  static final Limits AUDIO = Limits.file(16 * MB, "audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg",
      "audio/ogg; codecs=opus", "audio/opus");
  static final Limits STICKER = Limits.file(500 << 10, "image/webp");
  static final long STILL_STICKER = 100 << 10;
  static final Limits DOCUMENT = Limits.file(CAPTION, 100 * MB, "text/plain", "application/pdf", "application/msword",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.ms-excel",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-powerpoint",
      "application/vnd.openxmlformats-officedocument.presentationml.presentation");

  /// @throws NotSendable where it is longer, or blank
  static String text(String what, @Nullable String text, int longest) {
    if (text == null || text.isBlank()) {
      throw NotSendable.content(what + " is empty");
    }
    return atMost(what, text, longest);
  }

  /// @throws NotSendable where it is longer
  static String atMost(String what, String text, int longest) {
    if (text.codePointCount(0, text.length()) > longest) {
      throw NotSendable.content(what + " is longer than " + longest + " characters");
    }
    return text;
  }

  /// @throws NotSendable where there are none or more
  static void count(String what, int count, int most) {
    if (count < 1 || count > most) {
      throw NotSendable.content("there must be 1 to " + most + " " + what + ", not " + count);
    }
  }

  /// @throws NotSendable where one comes twice
  static void distinct(String what, Collection<String> values) {
    if (new HashSet<>(values).size() < values.size()) {
      throw NotSendable.content("each " + what + " may come once only");
    }
  }

  private Limit() {}
}
