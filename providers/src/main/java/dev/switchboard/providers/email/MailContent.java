package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail as content, and the files in it.
///
/// @param enclosed by the source of their media file, which is the part's number
record MailContent(Content.Email email, Map<String, byte[]> enclosed) {

  static final int LONGEST_SUBJECT = 998;
  /// In characters. A longer text is cut, longer HTML becomes a file; the mail itself is kept as it came.
  static final int LONGEST_TEXT = 500_000;
  private static final int LONGEST_HTML = 2_000_000;

  static MailContent of(Part mail) {
    var said = MailText.of(mail);
    var text = cut(said.text(), LONGEST_TEXT);
    var html = said.html();
    var enclosed = new HashMap<String, byte[]>();
    var attachments = new ArrayList<Content.Email.Attachment>();
    for (var part : said.files()) {
      var contentId = part.contentId();
      attachments
          .add(new Content.Email.Attachment(enclose(part.number(), part.body(), type(part), name(part), enclosed),
              contentId != null && html != null && html.contains("cid:" + contentId) ? contentId : null));
    }
    if (html != null && html.length() > LONGEST_HTML) {
      attachments.add(new Content.Email.Attachment(
          enclose("html", html.getBytes(StandardCharsets.UTF_8), "text/html", "message.html", enclosed), null));
      html = null;
    }
    var email = new Content.Email(cut(mail.headers().words("Subject"), LONGEST_SUBJECT), text.isBlank() ? null : text,
        html, ReplyText.of(text), attachments, cc(mail.headers()), null);
    return new MailContent(email, enclosed);
  }

  private static MediaFile enclose(String number, byte[] bytes, String type, @Nullable String name,
      Map<String, byte[]> enclosed) {
    var source = number.isEmpty() ? "1" : number;
    enclosed.put(source, bytes);
    return new MediaFile(null, null, source, type, name, (long) bytes.length, MailReader.sha256(bytes));
  }

  private static String type(Part part) {
    return part.isMultipart() ? "application/octet-stream" : part.type();
  }

  private static @Nullable String name(Part part) {
    var name = part.name();
    if (name != null) {
      return name;
    }
    return switch (part.type()) {
      case "message/rfc822", "message/global" -> letterName(part);
      case "text/calendar" -> "invite.ics";
      case "application/ms-tnef" -> "winmail.dat";
      default -> null;
    };
  }

  private static String letterName(Part part) {
    var start = new String(part.body(), 0, Math.min(part.body().length, 64 * 1024), StandardCharsets.UTF_8);
    var subject = Headers.in(start).words("Subject").replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", " ").strip();
    return (subject.isEmpty() ? "message" : cut(subject, 100)) + ".eml";
  }

  private static List<String> cc(Headers headers) {
    return headers.all("Cc").stream().flatMap(each -> Mailbox.in(each).stream())
        .map(Mailbox::address).distinct().limit(100).toList();
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }
}
