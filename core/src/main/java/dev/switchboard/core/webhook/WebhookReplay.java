package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.UnopenableException;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads kept webhooks again with today's providers, and applies what was not understood before. Whatever had been applied
/// is not applied again: it goes the way that every webhook goes.
///
/// A webhook was verified when it came, so a secret that has changed since does not matter. Thread-safe.
@Singleton
public final class WebhookReplay {

  private final WebhookLedger ledger;
  private final WebhookInbox inbox;
  private final Rereading rereading;
  private final Database database;
  private final Amendments amendments;

  public WebhookReplay(WebhookLedger ledger, WebhookInbox inbox, Rereading rereading, Database database,
      Doorbell doorbell) {
    this.ledger = ledger;
    this.inbox = inbox;
    this.rereading = rereading;
    this.database = database;
    this.amendments = new Amendments(database, doorbell);
  }

  /// Reads one again. Empty where the tenant has no such webhook, or not any more.
  ///
  /// @param dryRun only tells what would be
  public Optional<Replayed> replay(Actor actor, UUID id, boolean dryRun) {
    return ledger.find(actor.tenantId(), id).map(kept -> replay(actor, kept, dryRun));
  }

  /// Reads many again, oldest first; one that cannot be read stops no other.
  ///
  /// @param after where the last page ended; null to begin with the oldest
  /// @return in their order, one for each that was read
  public List<Replayed> replayAll(Actor actor, WebhookFilter filter, @Nullable WebhookCursor after, int limit,
      boolean dryRun) {
    return ledger.oldestFirst(actor.tenantId(), filter, after, limit).stream()
        .flatMap(webhook -> replay(actor, webhook, dryRun).stream())
        .toList();
  }

  private Optional<Replayed> replay(Actor actor, WebhookView webhook, boolean dryRun) {
    try {
      return replay(actor, webhook.id(), dryRun);
    } catch (UnopenableException e) {
      return Optional.of(Replayed.failed(webhook, dryRun, String.valueOf(e.getMessage())));
    }
  }

  private Replayed replay(Actor actor, KeptWebhook kept, boolean dryRun) {
    return switch (rereading.read(kept)) {
      case Rereading.Reading.Unread(var why) -> Replayed.failed(kept.view(), dryRun, why);
      case Rereading.Reading.Read read -> replay(actor, kept, read, dryRun);
    };
  }

  private Replayed replay(Actor actor, KeptWebhook kept, Rereading.Reading.Read read, boolean dryRun) {
    var account = read.account();
    var understood = read.understood();
    var after = WebhookItem.of(understood.events());
    var stored = stored(account, understood, kept.items());
    if (!dryRun) {
      try {
        inbox.apply(kept, read);
      } catch (DatabaseException e) {
        if (!e.isBadData()) {
          throw e;
        }
        return Replayed.failed(kept.view(), dryRun, "what is in it cannot be stored: SQLSTATE " + e.sqlState());
      }
      amendments.apply(account, understood.events());
    }
    // What was to be applied is there now, or nothing says that it was applied.
    var now = dryRun ? Set.copyOf(after) : stored(account, understood, after);
    var applied = after.stream().distinct().filter(item -> !stored.contains(item) && now.contains(item)).toList();
    var replayed = Replayed.of(kept, dryRun, after, applied);
    if (!dryRun) {
      new AuditLog(database).write(actor, "webhook-replayed", kept.view().id(), Map.of("account", account.name(),
          "gone", replayed.gone().size(), "come", replayed.come().size(), "applied", applied.size()));
    }
    return replayed;
  }

  private Set<WebhookItem> stored(Account account, WebhookResult.Understood understood,
      @Nullable List<WebhookItem> before) {
    return database.autocommit(connection -> StoredItems.find(connection, account, understood.events(), before));
  }
}
