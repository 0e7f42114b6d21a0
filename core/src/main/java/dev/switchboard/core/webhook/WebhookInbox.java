package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.Assignment;
import dev.switchboard.core.account.RowCipher;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.consent.SuppressionList;
import dev.switchboard.core.contact.Introductions.TwoContactsException;
import dev.switchboard.core.contact.Reunions;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.GroupCommit;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.core.template.TemplateStates;
import dev.switchboard.core.webhook.WebhookOutcome.Refused;
import dev.switchboard.core.webhook.WebhookOutcome.Stored;
import dev.switchboard.core.webhook.WebhookOutcome.UnknownAccount;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes webhooks in: verifies them over their raw bytes, then stores the raw call, sealed, and applies everything in it in one
/// transaction. The same call a hundred times leaves one message.
///
/// Thread-safe; blocks until the commit. Calls that come at once share commits.
@Singleton
public final class WebhookInbox {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookInbox.class);
  private static final int BATCH = 100;

  private final Accounts accounts;
  private final Database database;
  private final Receipts receipts;
  private final Doorbell doorbell;
  private final Reunions reunions;
  private final RawCalls raw;
  private final Refusals refusals;
  private final GroupCommit<Call, Stored> commits = new GroupCommit<>(BATCH, 2, this::write);

  public WebhookInbox(Accounts accounts, Database database, Receipts receipts, Doorbell doorbell,
      SecretCipher cipher) {
    this.accounts = accounts;
    this.database = database;
    this.receipts = receipts;
    this.doorbell = doorbell;
    this.reunions = new Reunions(database, doorbell);
    this.raw = new RawCalls(cipher.rows("webhook_inbox"));
    this.refusals = new Refusals(database);
  }

  /// @throws dev.switchboard.core.database.DatabaseUnavailableException where the service should call again
  public WebhookOutcome receive(UUID accountId, WebhookRequest request) {
    if (request.verified()) {
      throw new IllegalArgumentException("a call from outside has yet to be verified");
    }
    var account = accounts.find(accountId).filter(Account::enabled);
    if (account.isEmpty()) {
      EngineMetrics.webhook("unknown-account");
      return new UnknownAccount();
    }
    return switch (account.get().provider().receive(request)) {
      case WebhookResult.Refused(var why) -> {
        EngineMetrics.webhook("refused");
        LOG.warn("refused a webhook for account {}: {}", accountId, why);
        refusals.count(accountId, why);
        yield new Refused(why);
      }
      case WebhookResult.Understood understood ->
          store(call(Ids.next(), account.get(), request, Storable.of(understood), null, Enclosed.NONE));
    };
  }

  /// Applies what another reading of a kept webhook has found. What was applied before is not applied again.
  void apply(KeptWebhook kept, Rereading.Reading.Read read) {
    var call = call(kept.view().id(), read.account(), kept.request(), read.understood(), kept.view().receivedAt(),
        read.enclosed());
    store(call.knowing(
        database.autocommit(connection -> FetchedItems.known(connection, call.account(), call.messageIds()))));
  }

  private Stored store(Call call) {
    var stored = commits.submit(call);
    bringTogether(call);
    return stored;
  }

  // Sealed here, by each caller for itself: whoever writes the batch writes for all.
  Call call(UUID id, Account account, WebhookRequest request, WebhookResult.Understood understood,
      @Nullable Instant keptAt, Enclosed enclosed) {
    var place = new RowCipher.Place(account.tenantId(), account.id(), id);
    return new Call(id, account, request, understood, raw.seal(place, request, understood.events()), keptAt,
        understood.events().stream().map(event -> Item.of(account, event, accounts)).toList(), enclosed);
  }

  // After the commit, because it locks contacts before chats, and before the answer: should this node die in between, the
  // service calls again.
  void bringTogether(Call call) {
    call.moves().forEach(reunions::move);
    call.recipients().forEach(reunions::introduce);
  }

  private List<Stored> write(List<Call> calls) {
    return introducing(mayMerge -> {
      var applied = database.transaction(connection -> apply(connection, calls, mayMerge));
      afterCommit(calls, applied);
      return calls.stream().map(call -> new Stored(call.understood().answer())).toList();
    });
  }

  /// Runs a transaction, and runs it again where it finds that two contacts are one: those are brought together first, unless
  /// an agent has told them apart. Then the best address says who it is.
  <T> T introducing(Function<Boolean, T> transaction) {
    try {
      return transaction.apply(true);
    } catch (TwoContactsException e) {
      e.people().forEach(reunions::unite);
      return transaction.apply(false);
    }
  }

  /// Stores the calls with everything in them, in the caller's transaction; [#afterCommit] is to be called after it, and
  /// [#bringTogether].
  ///
  /// @param mayMerge see [#introducing]
  static Receipts.Applied apply(Connection connection, List<Call> calls, boolean mayMerge) throws SQLException {
    var messages = Threading.place(connection, calls.stream().flatMap(Call::messages).toList());
    var reports = calls.stream().flatMap(Call::receipts).toList();
    RawRows.write(connection, calls);
    AccountNotices.keep(connection, calls);
    TemplateStates.apply(connection, calls.stream().flatMap(Call::templateStates).toList());
    var applied = apply(connection, messages, reports, mayMerge);
    SuppressionList.apply(connection, calls.stream().flatMap(Call::consents).toList());
    return applied;
  }

  void afterCommit(List<Call> calls, Receipts.Applied applied) {
    doorbell.ring("events");
    if (calls.stream().flatMap(Call::messages).anyMatch(InboundMessages.Inbound::hasFiles)) {
      // Files to be fetched are due at once.
      doorbell.ring("scheduled");
    }
    if (calls.stream().flatMap(Call::messages)
        .anyMatch(message -> message.account().assignment() == Assignment.AUTOMATIC)) {
      doorbell.ring(WaitingChats.DUE);
    }
    calls.forEach(WebhookInbox::count);
    receipts.afterCommit(applied);
  }

  private static Receipts.Applied apply(Connection connection, List<InboundMessages.Inbound> messages,
      List<Receipts.Receipt> reports, boolean mayMerge) throws SQLException {
    if (messages.isEmpty()) {
      return Receipts.apply(connection, reports);
    }
    var known = Receipts.lockChats(connection, reports, InboundMessages.findChats(connection, messages, mayMerge));
    InboundMessages.insert(connection, messages);
    return Receipts.apply(connection, reports, known);
  }

  private static void count(Call call) {
    if (call.keptAt() != null) {
      EngineMetrics.webhook("replayed");
      return;
    }
    EngineMetrics.webhook(call.state() == WebhookState.APPLIED ? "applied" : "partly-unknown");
    EngineMetrics.webhookItems("message", call.count(InboundEvent.Message.class));
    EngineMetrics.webhookItems("receipt", call.count(InboundEvent.Receipt.class));
    EngineMetrics.webhookItems("notice", call.count(InboundEvent.AccountNotice.class));
    EngineMetrics.webhookItems("template", call.count(InboundEvent.TemplateState.class));
    EngineMetrics.webhookItems("unknown", call.count(InboundEvent.Unknown.class));
  }
}
