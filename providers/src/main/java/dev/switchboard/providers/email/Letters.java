package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.util.CRLFOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes letters (RFC 5322, MIME).
///
/// A letter's Message-ID is made of our message id alone, so every attempt at a message is the same letter to whoever
/// receives it twice, and is known before it is sent.
final class Letters {

  static final int LONGEST_SUBJECT = 500;
  private static final int LONGEST_CHAIN = 20;
  private static final int LONGEST_MESSAGE_ID = 500;

  private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~]+@[!-;=?-~]+>");
  // What SMTP takes without SMTPUTF8 (RFC 5321, 4.1.2), without quoted local parts.
  private static final Pattern ADDRESS = Pattern.compile(
      "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,255}$)[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  private static final Session NO_SESSION = Session.getInstance(new Properties());

  private final Sender sender;
  private final @Nullable Dkim dkim;

  /// @param dkim null where letters are not signed
  Letters(Sender sender, @Nullable Dkim dkim) {
    this.sender = sender;
    this.dkim = dkim;
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
  /// @param files to be attached or shown by the HTML
  MimeMessage write(OutboundMessage message, @Nullable String subject, Content.Email mail, List<LetterFile> files)
      throws MessagingException {
    var letter = new Letter(messageId(message.id()));
    letter.setFrom(sender.from());
    if (sender.bouncesTo() != null) {
      letter.setEnvelopeFrom(sender.bouncesTo().getAddress());
    }
    answersTo(letter, message.chatId());
    letter.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(ascii(message.to())));
    for (var copy : mail.cc()) {
      letter.addRecipient(MimeMessage.RecipientType.CC, new InternetAddress(ascii(copy)));
    }
    letter.setSubject(subject == null ? sender.defaultSubject() : subject, StandardCharsets.UTF_8.name());
    letter.setSentDate(Date.from(Instant.now()));
    thread(letter, message.replyTo());
    marks(letter, message.id(), mail.unsubscribe());
    LetterBody.write(letter, mail.text(), mail.html(), files);
    letter.saveChanges();
    return dkim == null ? letter : signed(letter, dkim);
  }

  private void answersTo(MimeMessage letter, UUID chatId) throws MessagingException {
    var replies = sender.replies();
    if (replies != null) {
      var to = new InternetAddress(replies.of(chatId));
      setName(to, sender.from().getPersonal());
      letter.setReplyTo(new InternetAddress[]{to});
    } else if (sender.replyTo() != null) {
      letter.setReplyTo(new InternetAddress[]{sender.replyTo()});
    }
  }

  private static void setName(InternetAddress address, @Nullable String name) throws MessagingException {
    try {
      address.setPersonal(name, StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new MessagingException("every Java has UTF-8", e);
    }
  }

  /// RFC 5322, 3.6.4: the letter that is answered, and in References all that were before it. Of a long chain the first one
  /// and the last ones are named.
  private void thread(MimeMessage letter, OutboundMessage.@Nullable Reply reply) throws MessagingException {
    if (reply == null) {
      return;
    }
    var theirs = reply.providerMessageId();
    var parent = theirs != null && isMessageId(theirs) ? theirs : messageId(reply.messageId());
    var chain = new ArrayList<>(
        reply.references().stream().filter(each -> isMessageId(each) && !each.equals(parent)).distinct().toList());
    if (chain.size() > LONGEST_CHAIN) {
      chain.subList(1, chain.size() - LONGEST_CHAIN + 1).clear();
    }
    chain.add(parent);
    letter.setHeader("In-Reply-To", parent);
    letter.setHeader("References", MimeUtility.fold("References: ".length(), String.join(" ", chain)));
  }

  private static boolean isMessageId(String text) {
    return text.length() <= LONGEST_MESSAGE_ID && MESSAGE_ID.matcher(text).matches();
  }

  /// By which we know a letter again that comes back, by which readers get off the list (RFC 2369, RFC 8058), and by which
  /// programs know not to answer (RFC 3834).
  private void marks(MimeMessage letter, UUID messageId, @Nullable URI unsubscribe) throws MessagingException {
    letter.setHeader(Automatic.OWN, messageId.toString());
    if (unsubscribe != null) {
      letter.setHeader("List-Unsubscribe", "<" + unsubscribe.toASCIIString() + ">");
      if ("https".equalsIgnoreCase(unsubscribe.getScheme())) {
        letter.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
      }
    }
    if (sender.automatic()) {
      letter.setHeader("Auto-Submitted", "auto-generated");
      letter.setHeader("X-Auto-Response-Suppress", "All");
    }
  }

  private MimeMessage signed(SMTPMessage letter, Dkim dkim) throws MessagingException {
    try {
      var bytes = new ByteArrayOutputStream();
      // As the connection will do it: the signature is over what goes over the wire.
      letter.writeTo(new CRLFOutputStream(bytes));
      var signed = new SMTPMessage(NO_SESSION, new ByteArrayInputStream(dkim.sign(bytes.toByteArray())));
      signed.setEnvelopeFrom(letter.getEnvelopeFrom());
      return signed;
    } catch (IOException e) {
      throw new MessagingException("the letter cannot be written", e);
    }
  }

  /// A letter that keeps the Message-ID it was given.
  private static final class Letter extends SMTPMessage {

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
