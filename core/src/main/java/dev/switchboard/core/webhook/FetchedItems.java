package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.attachment.AttachmentSettings;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Takes in what a provider has fetched by itself, as webhooks are taken in: kept raw, with everything in it applied, in one
/// transaction. What is there already changes nothing.
///
/// Thread-safe; blocks until the commit, also where the thread is interrupted meanwhile.
@Singleton
public final class FetchedItems {

  /// The method under which an item stands among the calls that are kept raw; its query is the position.
  public static final String METHOD = "LISTEN";

  // Of the platform, and never the caller's: an interrupt of a virtual thread would close the connection under the commit.
  private static final ExecutorService THREADS = Executors
      .newCachedThreadPool(Thread.ofPlatform().daemon().name("fetched-item-", 1).factory());

  private final Database database;
  private final WebhookInbox webhooks;
  private final AttachmentSettings settings;

  public FetchedItems(Database database, WebhookInbox webhooks, AttachmentSettings settings) {
    this.database = database;
    this.webhooks = webhooks;
    this.settings = settings;
  }

  /// One item, such as a mail.
  ///
  /// @param position from where its provider goes on after it
  /// @param raw as it came
  /// @param events everything in it
  /// @param enclosed the files in it, by the source of their media file
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Item(String position, byte[] raw, List<InboundEvent> events, Map<String, byte[]> enclosed) {

    public Item {
      events = List.copyOf(events);
      enclosed = Map.copyOf(enclosed);
    }
  }

  /// What belongs into the same transaction, before everything else.
  @FunctionalInterface
  public interface Guard {

    /// @throws RuntimeException where the item is not to be stored
    void check(Connection connection) throws SQLException;
  }

  private record Written(Call call, Receipts.Applied applied) {}

  /// Stores an item once.
  ///
  /// @throws dev.switchboard.core.database.DatabaseException for whatever the database says; then nothing is stored
  public void store(Account account, Item item, Guard guard) {
    waitFor(CompletableFuture.runAsync(() -> write(account, item, guard), THREADS));
  }

  private void write(Account account, Item item, Guard guard) {
    webhooks.introducing(
        mayMerge -> database.retried(connection -> write(connection, account, item, guard, mayMerge)))
        .ifPresent(written -> {
          webhooks.afterCommit(List.of(written.call), written.applied);
          webhooks.bringTogether(written.call);
        });
  }

  private static void waitFor(CompletableFuture<Void> end) {
    try {
      end.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /// Empty where everything in it is there already.
  private Optional<Written> write(Connection connection, Account account, Item item, Guard guard, boolean mayMerge)
      throws SQLException {
    guard.check(connection);
    var understood = Storable.of(new WebhookResult.Understood(item.events));
    var events = fresh(connection, account, understood.events());
    if (events.isEmpty() && !item.events.isEmpty()) {
      return Optional.empty();
    }
    var call = webhooks.call(Ids.next(), account, request(item),
        new WebhookResult.Understood(events), null, new Enclosed(item.enclosed, settings.largest()));
    return Optional.of(new Written(call, WebhookInbox.apply(connection, List.of(call), mayMerge)));
  }

  // All of a mailbox is read again where it has numbered its mails anew; chats that are over must not be opened by that.
  private static List<InboundEvent> fresh(Connection connection, Account account, List<InboundEvent> events)
      throws SQLException {
    var ids = events.stream()
        .filter(InboundEvent.Message.class::isInstance)
        .map(event -> ((InboundEvent.Message) event).providerMessageId())
        .toList();
    if (ids.isEmpty()) {
      return events;
    }
    var known = known(connection, account, ids);
    return events.stream()
        .filter(
            event -> !(event instanceof InboundEvent.Message message && known.contains(message.providerMessageId())))
        .toList();
  }

  /// Which of these messages are there.
  static Set<String> known(Connection connection, Account account, List<String> ids) throws SQLException {
    var known = new HashSet<String>();
    try (var statement = connection.prepareStatement("""
        select provider_message_id
        from chat_messages
        where account_id = ?
          and provider_message_id = any (?)
          and direction = 'INBOUND'
        """)) {
      statement.setObject(1, account.id());
      statement.setArray(2, connection.createArrayOf("text", ids.toArray()));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          known.add(row.getString(1));
        }
      }
    }
    return known;
  }

  private static WebhookRequest request(Item item) {
    return new WebhookRequest(METHOD, "?" + item.position, Map.of(), Map.of(), item.raw, Instant.now());
  }
}
