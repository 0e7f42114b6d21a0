package dev.switchboard.core.receipt;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.Changes;
import dev.switchboard.core.message.Details;
import dev.switchboard.core.message.Ledger;
import dev.switchboard.core.message.LockedMessage;
import dev.switchboard.core.message.MessageStatus;
import dev.switchboard.core.route.Ways;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    // Where the service tells only our id, that is its key: no service's id looks like it.
    Key key() {
      var id = report.providerMessageId();
      return new Key(accountId, id == null ? "our " + report.messageId() : id);
    }
  }

  /// How a message is known at a service.
  record Key(UUID accountId, String providerMessageId) {}

  /// @param learnt whether the service's id is news: the attempt of this token has none yet
  record Sent(UUID messageId, int attempt, long token, boolean learnt) {}

  /// Which messages receipts are about, as far as that was known when their chats were locked.
  public record Known(Map<Key, Sent> sent) {}

  /// What applying receipts led to.
  ///
  /// @param promoted lanes to wake after the commit
  /// @param parked receipts to look for again after the commit
  /// @param learnt services' ids that are known since: others may have been parked under them
  public record Applied(Set<MessageSend> promoted, List<Receipt> parked, List<Receipt> learnt) {}

  private static final Failure UNEXPLAINED = Failure.of(FailureReason.UNKNOWN, "the service did not say why");

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
    return apply(connection, receipts, new Known(find(connection, receipts)));
  }

  /// The same for callers that have locked the chats before. What has become known since is parked like what is not: its
  /// chat would come out of order, and [#afterCommit] finds it.
  public static Applied apply(Connection connection, List<Receipt> receipts, Known known) throws SQLException {
    if (receipts.isEmpty()) {
      return new Applied(Set.of(), List.of(), List.of());
    }
    var sent = known.sent;
    var messages = new HashMap<>(Ledger.lock(connection, sent.values().stream().map(Sent::messageId).toList()));
    var changes = new Changes();
    var learnt = learn(changes, receipts, sent, messages);
    var ways = Ways.read(connection, failed(receipts, sent));
    for (var receipt : receipts) {
      var about = sent.get(receipt.key());
      if (about != null) {
        messages.computeIfPresent(about.messageId,
            (id, message) -> apply(changes, message, about.attempt, receipt, ways.get(id)));
      }
    }
    messages.values().stream().filter(LockedMessage::over).filter(Receipts::left).forEach(changes::finish);
    var promoted = Ledger.apply(connection, changes);
    var parked = receipts.stream().filter(receipt -> !sent.containsKey(receipt.key())).toList();
    // Last, as everybody does: chats are locked before anything that others may wait for.
    park(connection, parked);
    return new Applied(promoted, parked, learnt);
  }

  // The attempt is written as a status check would write it. One for each message: the second of two ids that a service has
  // for it finds the message by our id again.
  private static List<Receipt> learn(Changes changes, List<Receipt> receipts, Map<Key, Sent> sent,
      Map<UUID, LockedMessage> messages) {
    var learnt = new HashMap<UUID, Receipt>();
    for (var receipt : receipts) {
      var about = sent.get(receipt.key());
      if (about != null && about.learnt && learnt.putIfAbsent(about.messageId, receipt) == null) {
        messages.computeIfPresent(about.messageId, (id, message) -> {
          changes.attempt(message, receipt.accountId, about.token, about.attempt, "receipt", null,
              AttemptResult.ACCEPTED,
              receipt.report().providerMessageId(), null);
          return message;
        });
      }
    }
    return List.copyOf(learnt.values());
  }

  // What it was in doubt about is known now, so nothing is left to be sent.
  private static boolean left(LockedMessage message) {
    return message.waiting() != null && !message.waiting().leased();
  }

  private static List<UUID> failed(List<Receipt> receipts, Map<Key, Sent> sent) {
    return receipts.stream()
        .filter(receipt -> receipt.report().status() == DeliveryReport.Status.FAILED)
        .map(receipt -> sent.get(receipt.key()))
        .filter(Objects::nonNull)
        .map(Sent::messageId)
        .distinct()
        .toList();
  }

  private static LockedMessage apply(Changes changes, LockedMessage message, int attempt, Receipt receipt,
      @Nullable Ways ways) {
    var report = receipt.report();
    return switch (report.status()) {
      case SENT, DELAYED -> changes.fact(message, attempt, report);
      case DELIVERED, READ -> {
        changes.uncheck(message);
        changes.stay(message);
        yield changes.fact(message, attempt, report);
      }
      case FAILED -> failed(changes, message, attempt, receipt, ways);
    };
  }

  // That it failed by one way says nothing where it goes another by now, and is no failure where there is another to take.
  private static LockedMessage failed(Changes changes, LockedMessage message, int attempt, Receipt receipt,
      @Nullable Ways ways) {
    var report = receipt.report();
    if (!receipt.accountId().equals(message.accountId())) {
      changes.note(message, attempt, report);
      return message;
    }
    changes.uncheck(message);
    var waiting = message.waiting();
    var settled = message.status().successors().contains(MessageStatus.FAILED)
        && (waiting == null || !waiting.leased());
    var detour = ways == null || !settled
        ? Optional.<Ways.Detour>empty()
        : ways.afterFailure(Objects.requireNonNullElse(report.failure(), UNEXPLAINED));
    if (detour.isEmpty()) {
      return changes.fact(message, attempt, report);
    }
    changes.note(message, attempt, report);
    changes.reroute(message, detour.get());
    return message;
  }

  /// Rings and wakes what is to be, and looks again for messages that became known while their receipts were parked.
  public void afterCommit(Applied applied) {
    applied.promoted.forEach(wakeups::wake);
    Stream.concat(applied.parked.stream(), applied.learnt.stream())
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
      var known = lockChats(connection, findByService(connection, keys), List.of());
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
    return lockChats(connection, find(connection, receipts), chatIds);
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

  // By the service's id, and what is not found so by our own.
  private static Map<Key, Sent> find(Connection connection, List<Receipt> receipts) throws SQLException {
    var sent = findByService(connection, keys(receipts));
    sent.putAll(
        OwnIds.find(connection, receipts.stream().filter(receipt -> !sent.containsKey(receipt.key())).toList()));
    return sent;
  }

  // The latest attempt where several have one id at the service.
  private static Map<Key, Sent> findByService(Connection connection, List<Key> keys) throws SQLException {
    var sent = new HashMap<Key, Sent>();
    try (var statement = connection.prepareStatement("""
        select distinct on (a.account_id, a.provider_message_id)
          a.account_id, a.provider_message_id, a.message_id, a.attempt, a.token
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
              new Sent(row.getObject(3, UUID.class), row.getInt(4), row.getLong(5), false));
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
          reason, code, detail, details)
        select account_id, tenant_id, provider_message_id, status, participant, provider_at, reason, code, detail,
          details::jsonb
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],
          ?::text[], ?::text[])
          as r(account_id, tenant_id, provider_message_id, status, participant, provider_at, reason, code, detail, details)
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
          .text(receipt -> receipt.report().failure() == null ? null : receipt.report().failure().text())
          .text(receipt -> Details.json(receipt.report().details()));
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
            at == null ? null : Instant.from(at), failure, null, Details.of(row.getString("details"))));
  }
}
