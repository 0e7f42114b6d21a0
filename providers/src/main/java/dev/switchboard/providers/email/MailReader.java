package dev.switchboard.providers.email;

import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import jakarta.mail.internet.MailDateFormat;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells what a mail is: a customer's words, a report about a letter of ours, a complaint; and never throws.
///
/// Pure: no I/O. Thread-safe.
final class MailReader {

  private static final int LONGEST_ID = 500;
  // Everything that begins an answer's subject, in many languages, with and without a number.
  private static final Pattern PREFIX = Pattern
      .compile("(?iu)^\\s*(?:(?:re|aw|antw|sv|vs|rv|res|rif|r|odp|ynt|回复|答复|回覆|"
          + "fw|fwd|wg|tr|enc|i|vb|doorst|转发|轉寄|отв|на)\\s*(?:\\[\\d+]|\\(\\d+\\)|\\^\\d+)?\\s*[:：]\\s*)+");

  private final Sender account;

  MailReader(Sender account) {
    this.account = account;
  }

  /// @param receivedAt by the mail server's clock; null where it is not known
  ReadMail read(byte[] raw, @Nullable Instant receivedAt) {
    try {
      var mail = Mime.parse(raw);
      var report = new MailReports(sentAt(mail.headers(), receivedAt)).read(mail);
      return report.isEmpty() ? message(mail, raw, receivedAt) : new ReadMail(report, Map.of());
    } catch (RuntimeException | StackOverflowError e) {
      // One mail that nobody understands must not stop those behind it.
      return ReadMail.of(new InboundEvent.Unknown("mail", String.valueOf(e.getMessage())));
    }
  }

  private ReadMail message(Part mail, byte[] raw, @Nullable Instant receivedAt) {
    var headers = mail.headers();
    var from = sender(headers);
    if (from.isEmpty()) {
      return ReadMail.of(new InboundEvent.Unknown("mail", "it does not say who sent it"));
    }
    var own = headers.first(Automatic.OWN);
    if (own.isPresent() && from.get().address().equalsIgnoreCase(account.from().getAddress())) {
      return ReadMail.of(new InboundEvent.Unknown("own letter", "it is our own message " + own.get()));
    }
    var content = MailContent.of(mail);
    var event = new InboundEvent.Message(id(headers, raw),
        List.of(new Identity(IdentityKind.EMAIL, from.get().address())), from.get().name(), content.email(),
        new InboundEvent.Thread(MessageIds.references(headers), chat(headers).orElse(null)),
        sentAt(headers, receivedAt), metadata(headers, from.get()));
    return new ReadMail(List.of(event), content.enclosed());
  }

  private static Optional<Mailbox> sender(Headers headers) {
    return Stream.of("From", "Sender", "Reply-To", "Return-Path")
        .flatMap(each -> headers.all(each).stream()).flatMap(each -> Mailbox.in(each).stream()).findFirst();
  }

  /// A mail without an id gets one of its own bytes, so that it is the same when it is read again.
  private static String id(Headers headers, byte[] raw) {
    var ids = MessageIds.in(headers.first("Message-ID").orElse(""));
    return ids.isEmpty() || ids.getFirst().length() > LONGEST_ID
        ? "<" + sha256(raw) + "@without-message-id>"
        : ids.getFirst();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// The chat that the mail was addressed to by a token that only its customer was told.
  private Optional<UUID> chat(Headers headers) {
    var replies = account.replies();
    return replies == null ? Optional.empty()
        : Stream.of("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
            .flatMap(each -> headers.all(each).stream()).flatMap(each -> Mailbox.in(each).stream())
            .flatMap(each -> replies.chat(each.address()).stream()).findFirst();
  }

  /// The sender's clock, unless it runs ahead of the server's.
  private static @Nullable Instant sentAt(Headers headers, @Nullable Instant receivedAt) {
    var date = headers.first("Date").flatMap(MailReader::parse).orElse(receivedAt);
    return date != null && receivedAt != null && date.isAfter(receivedAt) ? receivedAt : date;
  }

  private static Optional<Instant> parse(String date) {
    try {
      return Optional.ofNullable(new MailDateFormat().parse(date)).map(java.util.Date::toInstant)
          .filter(each -> each.isAfter(Instant.EPOCH) && each.isBefore(Instant.parse("2200-01-01T00:00:00Z")));
    } catch (ParseException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> metadata(Headers headers, Mailbox from) {
    var metadata = new HashMap<String, String>();
    var subject = threadSubject(headers.words("Subject"));
    if (!subject.isEmpty()) {
      metadata.put("threadSubject", subject);
    }
    Automatic.kind(headers).ifPresent(each -> metadata.put("automatic", each));
    var to = Stream.of("Delivered-To", "X-Original-To", "To").flatMap(each -> headers.all(each).stream())
        .flatMap(each -> Mailbox.in(each).stream()).findFirst();
    to.ifPresent(each -> metadata.put("to", each.address()));
    headers.all("Reply-To").stream().flatMap(each -> Mailbox.in(each).stream())
        .filter(each -> !each.address().equalsIgnoreCase(from.address())).findFirst()
        .ifPresent(each -> metadata.put("replyTo", each.address()));
    return metadata;
  }

  /// A subject without what programs put before it when a mail is answered, in lower case: answers have the same one.
  static String threadSubject(String subject) {
    var bare = PREFIX.matcher(subject).replaceFirst("").strip().toLowerCase(Locale.ROOT);
    return new String(bare.substring(0, Math.min(bare.length(), 200)).getBytes(StandardCharsets.UTF_8),
        StandardCharsets.UTF_8);
  }
}
