package dev.switchboard.providers.email;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of a letter, as simple as what is in it allows: `mixed(alternative(text, related(html, pictures)), files)`.
final class LetterBody {

  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+");

  static void write(MimeMessage letter, @Nullable String text, @Nullable String html, List<LetterFile> files)
      throws MessagingException {
    var shown = files.stream().filter(each -> each.contentId() != null && html != null).toList();
    var attached = files.stream().filter(each -> !shown.contains(each)).toList();
    if (attached.isEmpty()) {
      words(letter, text, html, shown);
      return;
    }
    var mixed = new MimeMultipart("mixed");
    var first = new MimeBodyPart();
    words(first, text, html, shown);
    mixed.addBodyPart(first);
    for (var file : attached) {
      mixed.addBodyPart(file(file, Part.ATTACHMENT));
    }
    letter.setContent(mixed);
  }

  private static void words(MimePart part, @Nullable String text, @Nullable String html, List<LetterFile> shown)
      throws MessagingException {
    if (html == null) {
      part.setText(text == null ? "" : text, StandardCharsets.UTF_8.name());
    } else if (text == null) {
      html(part, html, shown);
    } else {
      // The richest form comes last (RFC 2046, 5.1.4).
      var alternatives = new MimeMultipart("alternative");
      var plain = new MimeBodyPart();
      plain.setText(text, StandardCharsets.UTF_8.name());
      var rich = new MimeBodyPart();
      html(rich, html, shown);
      alternatives.addBodyPart(plain);
      alternatives.addBodyPart(rich);
      part.setContent(alternatives);
    }
  }

  private static void html(MimePart part, String html, List<LetterFile> shown) throws MessagingException {
    if (shown.isEmpty()) {
      part.setText(html, StandardCharsets.UTF_8.name(), "html");
      return;
    }
    var related = new MimeMultipart("related");
    var page = new MimeBodyPart();
    page.setText(html, StandardCharsets.UTF_8.name(), "html");
    related.addBodyPart(page);
    for (var file : shown) {
      var picture = file(file, Part.INLINE);
      picture.setContentID("<" + file.contentId() + ">");
      related.addBodyPart(picture);
    }
    part.setContent(related);
  }

  private static MimeBodyPart file(LetterFile file, String disposition) throws MessagingException {
    var part = new MimeBodyPart();
    var type = TYPE.matcher(file.mimeType()).matches() && !file.mimeType().startsWith("multipart/")
        && !file.mimeType().startsWith("message/") ? file.mimeType() : "application/octet-stream";
    part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.bytes(), type)));
    part.setDisposition(disposition);
    var name = file.name().replaceAll("[\\p{Cntrl}/\\\\]", "_").strip();
    part.setFileName(name.isEmpty() ? "file" : name);
    return part;
  }

  private LetterBody() {}
}
