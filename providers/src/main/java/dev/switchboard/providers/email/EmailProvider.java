package dev.switchboard.providers.email;

import dev.switchboard.core.spi.AccountCheck;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Listening;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mailbox that sends over SMTP, and reads what is answered over IMAP where it is configured to. The service's id of a
/// message is its Message-ID, which is the same for all attempts.
///
/// SMTP only says that a letter was taken. What became of it is told, if at all, by a report that comes as a mail itself;
/// nobody can be asked.
public final class EmailProvider implements Listening, AccountCheck {

  private static final int MAX_TEXT_LENGTH = 500_000;

  private final EmailSettings settings;
  private final Letters letters;
  private final SmtpSender smtp;
  private final Attaching attaching;
  private final MailReader reader;
  private final @Nullable ImapListener listener;

  EmailProvider(EmailSettings settings) {
    this.settings = settings;
    this.letters = new Letters(settings.sender(), settings.dkim());
    this.smtp = new SmtpSender(settings.server(), settings.sender().domain());
    this.attaching = new Attaching(settings.attachmentBytes());
    this.reader = new MailReader(settings.sender());
    this.listener = settings.inbox() == null ? null : new ImapListener(settings.inbox(), reader);
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public Capabilities capabilities() {
    var file = Limits.file(MAX_TEXT_LENGTH, settings.attachmentBytes());
    return Capabilities.over(Channel.EMAIL, settings.server().timeout())
        .takes(ContentKind.EMAIL, file)
        .takes(ContentKind.TEXT, Limits.text(MAX_TEXT_LENGTH))
        .takes(ContentKind.IMAGE, file)
        .takes(ContentKind.VIDEO, file)
        .takes(ContentKind.DOCUMENT, file)
        .takes(ContentKind.AUDIO, Limits.file(settings.attachmentBytes()))
        .build();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    return switch (message.content()) {
      case Content.Text(var text) -> send(message, null, new Content.Email("", text, null));
      case Content.Email email -> send(message, email.subject(), email);
      case Content.Sticker sticker -> SendResult.notSupported(sticker);
      case Content.Media media -> send(message, null, mail(media));
      default -> SendResult.notSupported(message.content());
    };
  }

  /// A file of ours is attached; of one that lies in the open the letter has the address.
  private static Content.Email mail(Content.Media media) {
    var url = media.file().url();
    var link = media.file().attachmentId() == null && url != null ? url.toString() : null;
    var text = Stream.of(media.caption(), link).filter(each -> each != null && !each.isBlank())
        .collect(Collectors.joining("\n\n"));
    var attachments = link != null ? List.<Content.Email.Attachment>of()
        : List.of(new Content.Email.Attachment(media.file(), null));
    return new Content.Email("", text, null, null, attachments, List.of(), null);
  }

  private SendResult send(OutboundMessage message, @Nullable String subject, Content.Email mail) {
    if (!Letters.isAddress(Letters.ascii(message.to()))) {
      return new SendResult.Rejected(Failure.of(FailureReason.BAD_ADDRESS, "this is no e-mail address"));
    }
    var problem = problem(subject, mail);
    if (problem != null) {
      return refused(problem);
    }
    if (message.pastDeadline()) {
      return new SendResult.RetryLater(
          Failure.of(FailureReason.WORKER_LOST, "too late to send: the lease has run out"));
    }
    return switch (attaching.fetch(mail.attachments(), message.files())) {
      case Attaching.Fetched.Incomplete(var result) -> result;
      case Attaching.Fetched.Complete(var files) -> send(message, subject, mail, files);
    };
  }

  private static @Nullable String problem(@Nullable String subject, Content.Email mail) {
    if (subject != null && !Letters.isSubject(subject)) {
      return "the subject must be one line of at most " + Letters.LONGEST_SUBJECT + " characters";
    }
    if (length(mail.text()) > MAX_TEXT_LENGTH || length(mail.html()) > MAX_TEXT_LENGTH) {
      return "the text is longer than " + MAX_TEXT_LENGTH + " characters";
    }
    if (!mail.cc().stream().allMatch(each -> Letters.isAddress(Letters.ascii(each)))) {
      return "a copy is for something that is no e-mail address";
    }
    var unsubscribe = mail.unsubscribe();
    return unsubscribe == null || List.of("https", "mailto").contains(String.valueOf(unsubscribe.getScheme()))
        ? null
        : "the address for unsubscribing must be https or mailto";
  }

  private SendResult send(OutboundMessage message, @Nullable String subject, Content.Email mail,
      List<LetterFile> files) {
    try {
      return smtp.send(letters.write(message, subject, mail, files), letters.messageId(message.id()),
          message.deadlineNanos());
    } catch (MessagingException e) {
      return refused("the letter cannot be written");
    }
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.codePointCount(0, text.length());
  }

  private static SendResult refused(String why) {
    return new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, why));
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    return new WebhookResult.Refused("a mail server has no webhooks");
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "a mail server cannot be asked"));
  }

  @Override
  public boolean listens() {
    return listener != null;
  }

  @Override
  public void listen(Inbox inbox) throws IOException, InterruptedException {
    if (listener == null) {
      throw new IllegalStateException("this account has no imapHost");
    }
    listener.listen(inbox);
  }

  @Override
  public Optional<Item> read(byte[] raw, Instant receivedAt) {
    if (!ImapListener.isWhole(raw)) {
      return Optional.empty();
    }
    var mail = reader.read(raw, receivedAt);
    return Optional.of(new Item(mail.events(), mail.enclosed()));
  }

  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    return new EmailCheck(settings).findings();
  }

  @Override
  public void close() {
    smtp.close();
  }
}
