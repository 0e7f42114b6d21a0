package dev.switchboard.core.receipt;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.Changes;
import dev.switchboard.core.message.Ledger;
import dev.switchboard.core.message.LockedMessage;
import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies receipts in whatever order they come: each is a fact, and the status only moves forward.
///
/// A receipt may come before the answer to the send that it is about. It is then parked, and folded in when the message's
/// id at the service is known. Nobody holds both locks at once, so each side looks for the other after its own commit.
@Singleton
public final class Receipts {

  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

  /// A receipt as a webhook brought it.
  public record Receipt(UUID tenantId, UUID accountId, DeliveryReport report) {

    Key key() {
      return new Key(accountId, String.valueOf(report.providerMessageId()));
    }
  }

  /// How a message is known at a service.
  record Key(UUID accountId, String providerMessageId) {}

  record Sent(UUID messageId, int attempt) {}

  /// Which messages receipts are about, as far as that was known when their chats were locked.
  public record Known(Map<Key, Sent> sent) {}

  /// What applying receipts led to.
  ///
  /// @param promoted lanes to wake after the commit
  /// @param parked receipts to look for again after the commit
  public record Applied(Set<MessageSend> promoted, List<Receipt> parked) {}

  private final Database database;
  private final Doorbell doorbell;
  private final Wakeups wakeups;

  public Receipts(Database database, Doorbell doorbell, Wakeups wakeups) {
    this.database = database;
    this.doorbell = doorbell;
    this.wakeups = wakeups;
  }

  /// Applies receipts in the caller's transaction, and parks those whose message is not known. The caller must call
  /// [#afterCommit] with the result once it has committed.
  public static Applied apply(Connection connection, List<Receipt> receipts) throws SQLException {
    return apply(connection, receipts, new Known(find(connection, keys(receipts))));
  }

  /// The same for callers that have locked the chats before. What has become known since is parked like what is not: its
  /// chat would come out of order, and [#afterCommit] finds it.
  public static Applied apply(Connection connection, List<Receipt> receipts, Known known) throws SQLException {
    if (receipts.isEmpty()) {
      return new Applied(Set.of(), List.of());
    }
    var sent = known.sent;
    var messages = new HashMap<>(Ledger.lock(connection, sent.values().stream().map(Sent::messageId).toList()));
    var changes = new Changes();
    for (var receipt : receipts) {
      var about = sent.get(receipt.key());
      if (about != null) {
        messages.computeIfPresent(about.messageId,
            (id, message) -> apply(changes, message, about.attempt, receipt.report()));
      }
    }
    messages.values().stream().filter(LockedMessage::over).filter(Receipts::left).forEach(changes::finish);
    var promoted = Ledger.apply(connection, changes);
    var parked = receipts.stream().filter(receipt -> !sent.containsKey(receipt.key())).toList();
    // Last, as everybody does: chats are locked before anything that others may wait for.
    park(connection, parked);
    return new Applied(promoted, parked);
  }

  // What it was in doubt about is known now, so nothing is left to be sent.
  private static boolean left(LockedMessage message) {
    return message.waiting() != null && !message.waiting().leased();
  }

  private static LockedMessage apply(Changes changes, LockedMessage message, int attempt, DeliveryReport report) {
    var status = MessageStatus.of(report.status());
    if (status != MessageStatus.SENT) {
      changes.uncheck(message);
    }
    return changes.fact(message, attempt, status, report.participant(), report.at(), report.failure());
  }

  /// Rings and wakes what is to be, and looks again for messages that became known while their receipts were parked.
  public void afterCommit(Applied applied) {
    applied.promoted.forEach(wakeups::wake);
    applied.parked.stream()
        .collect(Collectors.groupingBy(Receipt::accountId,
            Collectors.mapping(receipt -> receipt.key().providerMessageId(), Collectors.toList())))
        .forEach(this::foldWaiting);
  }

  /// Applies the parked receipts of these ids where their messages are known by now, and returns how many were applied.
  /// Never fails for its caller, who has committed: what cannot be folded in now is folded in by the sweep.
  public int foldWaiting(UUID accountId, Collection<String> providerMessageIds) {
    try {
      return anyWaiting(accountId, providerMessageIds) ? fold(accountId, providerMessageIds) : 0;
    } catch (DatabaseException e) {
      LOG.info("waiting receipts of account {} are left to the sweep: {}", accountId, e.getMessage());
      return 0;
    }
  }

  private int fold(UUID accountId, Collection<String> providerMessageIds) {
    record Folded(Applied applied, int count) {}
    var keys = providerMessageIds.stream().map(id -> new Key(accountId, id)).distinct().toList();
    var folded = database.retried(connection -> {
      // Chats before parked receipts, as whoever parks does it.
      var known = lockChats(connection, find(connection, keys), List.of());
      var waiting = take(connection, accountId, providerMessageIds);
      return new Folded(apply(connection, waiting, known), waiting.size());
    });
    doorbell.ring("events");
    folded.applied.promoted.forEach(wakeups::wake);
    return folded.count - folded.applied.parked.size();
  }

  /// Folds in whatever is waiting although its message is known: a node died between its commit and its second look.
  public int foldLeftBehind() {
    var left = database.autocommit(connection -> {
      var ids = new ArrayList<Key>();
      try (var statement = connection.prepareStatement("""
          select distinct w.account_id, w.provider_message_id
          from receipts_waiting w
          join message_attempts a
            on a.account_id = w.account_id and a.provider_message_id = w.provider_message_id
          where w.received_at < now() - interval '1 second'
          limit 500
          """); var row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(new Key(row.getObject(1, UUID.class), row.getString(2)));
        }
      }
      return ids;
    });
    return left.stream().mapToInt(key -> foldWaiting(key.accountId, List.of(key.providerMessageId))).sum();
  }

  private boolean anyWaiting(UUID accountId, Collection<String> providerMessageIds) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select
          from receipts_waiting w
          where w.account_id = ?
            and w.provider_message_id = any (?)
            and exists (
              select
              from message_attempts a
              where a.account_id = w.account_id and a.provider_message_id = w.provider_message_id)
          limit 1
          """)) {
        statement.setObject(1, accountId);
        statement.setArray(2, connection.createArrayOf("text", providerMessageIds.toArray()));
        return statement.executeQuery().next();
      }
    });
  }

  /// Locks the chats of the messages that these receipts are about, and further ones, all in the order of their ids. For
  /// callers that change other chats in the same transaction: two of them would otherwise wait for one another.
  public static Known lockChats(Connection connection, List<Receipt> receipts, Collection<UUID> chatIds)
      throws SQLException {
    return lockChats(connection, find(connection, keys(receipts)), chatIds);
  }

  private static Known lockChats(Connection connection, Map<Key, Sent> sent, Collection<UUID> chatIds)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        select id
        from chats
        where id = any (?::uuid[] || array(select chat_id from chat_messages where id = any (?)))
        order by id
        for no key update
        """)) {
      statement.setArray(1, connection.createArrayOf("uuid", chatIds.toArray()));
      statement.setArray(2, connection.createArrayOf("uuid",
          sent.values().stream().map(Sent::messageId).distinct().toArray()));
      statement.execute();
    }
    return new Known(sent);
  }

  private static List<Key> keys(List<Receipt> receipts) {
    return receipts.stream().map(Receipt::key).distinct().toList();
  }

  // The latest attempt where several have one id at the service.
  private static Map<Key, Sent> find(Connection connection, List<Key> keys) throws SQLException {
    var sent = new HashMap<Key, Sent>();
    try (var statement = connection.prepareStatement("""
        select distinct on (a.account_id, a.provider_message_id)
          a.account_id, a.provider_message_id, a.message_id, a.attempt
        from unnest(?::uuid[], ?::text[]) as r(account_id, provider_message_id)
        cross join lateral (
          select *
          from message_attempts
          where account_id = r.account_id
            and provider_message_id = r.provider_message_id
          offset 0) a
        order by a.account_id, a.provider_message_id, a.token desc
        """)) {
      new Columns<>(statement, 1, keys).uuid(Key::accountId).text(Key::providerMessageId);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          sent.put(new Key(row.getObject(1, UUID.class), row.getString(2)),
              new Sent(row.getObject(3, UUID.class), row.getInt(4)));
        }
      }
    }
    return sent;
  }

  private static void park(Connection connection, List<Receipt> receipts) throws SQLException {
    if (receipts.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        insert into receipts_waiting (account_id, tenant_id, provider_message_id, status, participant, provider_at,
          reason, code, detail)
        select *
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],
          ?::text[])
        order by 1, 3, 4, 5
        on conflict do nothing
        """)) {
      new Columns<>(statement, 1, receipts)
          .uuid(Receipt::accountId)
          .uuid(Receipt::tenantId)
          .text(receipt -> receipt.key().providerMessageId())
          .text(receipt -> receipt.report().status().name())
          .text(receipt -> receipt.report().participant())
          .instant(receipt -> receipt.report().at())
          .text(receipt -> receipt.report().failure() == null ? null : receipt.report().failure().reason().name())
          .text(receipt -> receipt.report().failure() == null ? null : receipt.report().failure().code())
          .text(receipt -> receipt.report().failure() == null ? null : receipt.report().failure().text());
      statement.executeUpdate();
    }
  }

  private static List<Receipt> take(Connection connection, UUID accountId, Collection<String> providerMessageIds)
      throws SQLException {
    var taken = new ArrayList<Receipt>();
    try (var statement = connection.prepareStatement("""
        delete from receipts_waiting
        where account_id = ?
          and provider_message_id = any (?)
        returning *
        """)) {
      statement.setObject(1, accountId);
      statement.setArray(2, connection.createArrayOf("text", providerMessageIds.toArray()));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          taken.add(receipt(row));
        }
      }
    }
    return taken;
  }

  private static Receipt receipt(ResultSet row) throws SQLException {
    var reason = row.getString("reason");
    var failure = reason == null
        ? null
        : new Failure(FailureReason.valueOf(reason), row.getString("code"), row.getString("detail"));
    var at = row.getObject("provider_at", OffsetDateTime.class);
    return new Receipt(row.getObject("tenant_id", UUID.class), row.getObject("account_id", UUID.class),
        new DeliveryReport(row.getString("provider_message_id"),
            DeliveryReport.Status.valueOf(row.getString("status")), row.getString("participant"),
            at == null ? null : Instant.from(at), failure));
  }
}
