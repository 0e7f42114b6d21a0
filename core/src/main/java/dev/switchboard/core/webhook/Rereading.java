package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.attachment.AttachmentSettings;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Listening;
import dev.switchboard.core.spi.WebhookResult;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Understands what is kept with today's providers: calls as calls, and what was fetched as what is fetched. Thread-safe;
/// reads the database for accounts that are not known yet.
@Singleton
public final class Rereading {

  private static final Logger LOG = LoggerFactory.getLogger(Rereading.class);

  /// What has come of it.
  sealed interface Reading {

    record Read(Account account, WebhookResult.Understood understood, Enclosed enclosed) implements Reading {}

    /// @param why for people
    record Unread(String why) implements Reading {}
  }

  private final Accounts accounts;
  private final AttachmentSettings settings;

  public Rereading(Accounts accounts, AttachmentSettings settings) {
    this.accounts = accounts;
    this.settings = settings;
  }

  Reading read(KeptWebhook kept) {
    var account = accounts.find(kept.accountId());
    return account.isEmpty() ? new Reading.Unread("its account is gone") : read(account.get(), kept);
  }

  private Reading read(Account account, KeptWebhook kept) {
    try {
      return kept.view().method().equals(FetchedItems.METHOD) ? fetched(account, kept) : called(account, kept);
    } catch (RuntimeException e) {
      LOG.error("provider {} threw while reading webhook {} again", account.provider().name(), kept.view().id(), e);
      return new Reading.Unread("the provider failed");
    }
  }

  private static Reading called(Account account, KeptWebhook kept) {
    return switch (account.provider().receive(kept.request().alreadyVerified())) {
      case WebhookResult.Refused(var why) -> new Reading.Unread(why);
      case WebhookResult.Understood understood ->
          new Reading.Read(account, dated(understood, kept.view().receivedAt()), Enclosed.NONE);
    };
  }

  private Reading fetched(Account account, KeptWebhook kept) {
    if (!(account.provider() instanceof Listening listening)) {
      return new Reading.Unread("it was fetched, and its account fetches nothing any more");
    }
    var receivedAt = kept.view().receivedAt();
    return listening.read(kept.request().body(), receivedAt)
        .<Reading>map(item -> new Reading.Read(account, dated(new WebhookResult.Understood(item.events()), receivedAt),
            new Enclosed(item.enclosed(), settings.largest())))
        .orElseGet(() -> new Reading.Unread("it was fetched, and is not kept in a form that can be read again"));
  }

  private static WebhookResult.Understood dated(WebhookResult.Understood understood, Instant receivedAt) {
    return Storable.of(new WebhookResult.Understood(
        understood.events().stream().map(event -> dated(event, receivedAt)).toList(), understood.answer()));
  }

  // It did not come now: neither does it open the window for answers, nor should people take it for new.
  private static InboundEvent dated(InboundEvent event, Instant receivedAt) {
    if (event instanceof InboundEvent.Elsewhere(var serviceAccount, var inner)) {
      return new InboundEvent.Elsewhere(serviceAccount, dated(inner, receivedAt));
    }
    if (!(event instanceof InboundEvent.Message message)) {
      return event;
    }
    var metadata = new HashMap<>(message.metadata());
    metadata.put("receivedAt", receivedAt.toString());
    return new InboundEvent.Message(message.providerMessageId(), message.from(), message.senderName(),
        message.content(), message.thread(), message.sentAt() == null ? receivedAt : message.sentAt(), metadata);
  }
}
