package dev.switchboard.providers.email;

import dev.switchboard.core.spi.OutboundMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes letters (RFC 5322, MIME).
///
/// A letter's Message-ID is made of our message id alone, so every attempt at a message is the same letter to whoever
/// receives it twice, and is known before it is sent.
final class Letters {

  static final int LONGEST_SUBJECT = 500;

  private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]+@[!-;=?-~]+>");
  // What SMTP takes without SMTPUTF8 (RFC 5321, 4.1.2), without quoted local parts.
  private static final Pattern ADDRESS = Pattern.compile(
      "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,255}$)[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  private static final Session NO_SESSION = Session.getInstance(new Properties());

  private final Sender sender;

  Letters(Sender sender) {
    this.sender = sender;
  }

  static boolean isAddress(@Nullable String address) {
    return address != null && ADDRESS.matcher(address).matches() && !address.contains("..") && !address.startsWith(".")
        && !address.contains(".@");
  }

  /// An address with its domain as SMTP wants it: `ana@exämple.com` becomes `ana@xn--exmple-cua.com`.
  static String ascii(String address) {
    var at = address.lastIndexOf('@');
    try {
      return at < 0 ? address : address.substring(0, at + 1) + IDN.toASCII(address.substring(at + 1));
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  /// One line, and not too long a one. A line break could smuggle headers in.
  static boolean isSubject(String subject) {
    return subject.codePointCount(0, subject.length()) <= LONGEST_SUBJECT
        && subject.chars()
            .noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029);
  }

  String messageId(UUID messageId) {
    return "<" + messageId + "@" + sender.domain() + ">";
  }

  /// @param subject null for the account's own
  MimeMessage write(OutboundMessage message, @Nullable String subject, @Nullable String text, @Nullable String html)
      throws MessagingException {
    var letter = new Letter(messageId(message.id()));
    letter.setFrom(sender.from());
    if (sender.replyTo() != null) {
      letter.setReplyTo(new InternetAddress[]{sender.replyTo()});
    }
    letter.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(ascii(message.to())));
    letter.setSubject(subject == null ? sender.defaultSubject() : subject, StandardCharsets.UTF_8.name());
    letter.setSentDate(Date.from(Instant.now()));
    thread(letter, message.replyTo());
    body(letter, text, html);
    letter.saveChanges();
    return letter;
  }

  /// RFC 5322, 3.6.4. Only the parent is named: mail programs join threads by it.
  private void thread(MimeMessage letter, OutboundMessage.@Nullable Reply reply) throws MessagingException {
    if (reply == null) {
      return;
    }
    var theirs = reply.providerMessageId();
    var parent = theirs != null && MESSAGE_ID.matcher(theirs).matches() ? theirs : messageId(reply.messageId());
    letter.setHeader("In-Reply-To", parent);
    letter.setHeader("References", parent);
  }

  private static void body(MimeMessage letter, @Nullable String text, @Nullable String html)
      throws MessagingException {
    if (html == null) {
      letter.setText(text == null ? "" : text, StandardCharsets.UTF_8.name());
    } else if (text == null) {
      letter.setText(html, StandardCharsets.UTF_8.name(), "html");
    } else {
      // The richest form comes last (RFC 2046, 5.1.4).
      var alternatives = new MimeMultipart("alternative");
      alternatives.addBodyPart(part(text, "plain"));
      alternatives.addBodyPart(part(html, "html"));
      letter.setContent(alternatives);
    }
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    var part = new MimeBodyPart();
    part.setText(text, StandardCharsets.UTF_8.name(), subtype);
    return part;
  }

  /// A letter that keeps the Message-ID it was given.
  private static final class Letter extends MimeMessage {

    private final String id;

    Letter(String id) {
      super(NO_SESSION);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
