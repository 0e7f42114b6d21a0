package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import jakarta.mail.MessagingException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A mailbox that sends over SMTP. The service's id of a message is its Message-ID, which is the same for all attempts.
///
/// SMTP only says that a letter was taken; nothing tells us of its delivery, and nobody can be asked.
public final class EmailProvider implements IMessageProvider {

  private static final int MAX_TEXT_LENGTH = 500_000;

  private final EmailSettings settings;
  private final Letters letters;
  private final SmtpSender smtp;

  EmailProvider(EmailSettings settings) {
    this.settings = settings;
    this.letters = new Letters(settings.sender());
    this.smtp = new SmtpSender(settings.server(), settings.sender().domain());
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Channel.EMAIL, Set.of(ContentKind.EMAIL, ContentKind.TEXT), MAX_TEXT_LENGTH, Set.of(),
        false,
        false, null, settings.server().timeout());
  }

  @Override
  public SendResult send(OutboundMessage message) {
    return switch (message.content()) {
      case Content.Text(var text) -> send(message, null, text, null);
      case Content.Email(var subject, var text, var html) -> send(message, subject, text, html);
      case Content.Unknown _ -> refused("a letter is text or HTML");
    };
  }

  private SendResult send(OutboundMessage message, @Nullable String subject, @Nullable String text,
      @Nullable String html) {
    if (!Letters.isAddress(Letters.ascii(message.to()))) {
      return new SendResult.Rejected(Failure.of(FailureReason.BAD_ADDRESS, "this is no e-mail address"));
    }
    if (subject != null && !Letters.isSubject(subject)) {
      return refused("the subject must be one line of at most " + Letters.LONGEST_SUBJECT + " characters");
    }
    if (length(text) > MAX_TEXT_LENGTH || length(html) > MAX_TEXT_LENGTH) {
      return refused("the text is longer than " + MAX_TEXT_LENGTH + " characters");
    }
    if (message.pastDeadline()) {
      return new SendResult.RetryLater(
          Failure.of(FailureReason.WORKER_LOST, "too late to send: the lease has run out"));
    }
    try {
      return smtp.send(letters.write(message, subject, text, html), letters.messageId(message.id()),
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
  public void close() {
    smtp.close();
  }
}
