package dev.switchboard.core.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Claims what is due, for a time: heads of chats only, oldest first, no more than the account's rate allows.
///
/// A claim is committed, durably, before anything is sent. Lease columns are in no index, so claims are heap-only updates.
/// Thread-safe; every decision about time is the database's.
@Singleton
public final class Outbox {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final OutboxSettings settings;

  public Outbox(Database database, OutboxSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /// What a claim got.
  ///
  /// @param messages empty where nothing is due or the account may not send now
  /// @param pause where the account may not send now, because it has used up its rate or its service asked it to wait: how
  ///        long until it may; zero otherwise
  /// @param reached since when the last of them was due; null where there are none
  /// @param more whether another claim, made now, might get more: this one got as many as it might, or did not look from
  ///        the front
  public record Claim(List<Claimed> messages, Duration pause, @Nullable OffsetDateTime reached, boolean more) {

    static Claim paused(Duration pause) {
      return new Claim(List.of(), pause, null, false);
    }
  }

  /// Claims up to `limit` messages.
  ///
  /// @param node the name of this node
  public Claim claim(Account account, Lane lane, int limit, String node) {
    return claim(account, lane, limit, node, null);
  }

  /// The same, but only messages that have been due since a given time or later. In a long queue that passes over what other
  /// claims have taken from its front and what has just been deleted there.
  ///
  /// @param from where a claim before [reached][Claim#reached]; null for all that is due
  public Claim claim(Account account, Lane lane, int limit, String node, @Nullable OffsetDateTime from) {
    // Before the statement, so that this node stops writing before the database lets others begin.
    var timeout = account.provider().capabilities().requestTimeout();
    var held = settings.leaseOver(timeout);
    var deadline = System.nanoTime() + held.minus(timeout).toNanos();
    return database.transaction(connection -> {
      var lease = new Lease(held, node, deadline);
      var rate = account.ratePerSecond();
      return rate == null
          ? unlimited(connection, account, lane, limit, lease, from)
          : limited(connection, account, lane, rate, limit, lease, from);
    });
  }

  // The claim itself looks whether the account is paused; only where it got nothing is it asked for how long.
  private static Claim unlimited(Connection connection, Account account, Lane lane, int limit, Lease lease,
      @Nullable OffsetDateTime from) throws SQLException {
    var claim = claim(connection, account, lane, limit, lease, from);
    if (!claim.messages.isEmpty()) {
      return claim;
    }
    var pause = AccountRates.pauseOf(connection, account.id());
    return pause.isPositive() ? Claim.paused(pause) : claim;
  }

  private static Claim limited(Connection connection, Account account, Lane lane, double rate, int limit, Lease lease,
      @Nullable OffsetDateTime from) throws SQLException {
    var budget = AccountRates.budget(connection, account.id(), lane, rate, limit);
    if (budget.messages() == 0) {
      return Claim.paused(budget.pause());
    }
    var claim = claim(connection, account, lane, budget.messages(), lease, from);
    if (!claim.messages.isEmpty()) {
      AccountRates.advance(connection, account.id(), rate, claim.messages.size());
    }
    return claim;
  }

  private record Lease(Duration held, String node, long deadline) {}

  private static Claim claim(Connection connection, Account account, Lane lane, int limit, Lease lease,
      @Nullable OffsetDateTime from) throws SQLException {
    var sql = """
        with due as materialized (
          select message_id
          from outbox
          where account_id = ?
            and lane = ?
            and ready
            and lease_until is null
            and due_at between coalesce(?, '-infinity'::timestamptz) and now()
            and (expires_at is null or expires_at > now())
            and not exists (
              select
              from account_rates
              where account_id = ?
                and paused_until > now())
          order by due_at, id
          limit ?
          for update skip locked),
        claimed as (
          update outbox o
          set lease_until = clock_timestamp() + make_interval(secs => ?),
            token = o.token + 1,
            attempt = o.attempt + 1,
            node = ?
          from due
          where o.message_id = due.message_id
          returning o.id, o.message_id, o.token, o.attempt, o.due_at)
        select c.message_id, c.token, c.attempt, c.due_at, m.recipient, m.content::text, m.reply_to,
          coalesce(
            (select provider_message_id from chat_messages where id = m.reply_to),
            (select provider_message_id
             from message_attempts
             where message_id = m.reply_to and result = 'ACCEPTED'
             order by token desc
             limit 1)) as reply_to_provider_message_id
        from claimed c
        join chat_messages m on m.id = c.message_id
        order by c.id
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, account.id());
      statement.setInt(2, lane.code());
      statement.setObject(3, from);
      statement.setObject(4, account.id());
      statement.setInt(5, limit);
      statement.setDouble(6, lease.held.toMillis() / 1e3);
      statement.setString(7, lease.node);
      try (var row = statement.executeQuery()) {
        var claimed = new ArrayList<Claimed>();
        OffsetDateTime reached = null;
        while (row.next()) {
          claimed.add(new Claimed(account.id(), lane, row.getLong("token"), lease.node, message(row, lease.deadline)));
          var due = row.getObject("due_at", OffsetDateTime.class);
          reached = reached == null || due.isAfter(reached) ? due : reached;
        }
        return new Claim(claimed, Duration.ZERO, reached, claimed.size() == limit || from != null);
      }
    }
  }

  private static OutboundMessage message(ResultSet row, long deadline) throws SQLException {
    var replyTo = row.getObject("reply_to", UUID.class);
    var reply = replyTo == null
        ? null
        : new OutboundMessage.Reply(replyTo, row.getString("reply_to_provider_message_id"));
    return new OutboundMessage(row.getObject("message_id", UUID.class), row.getString("recipient"),
        content(row.getString("content")), reply, row.getInt("attempt"), deadline);
  }

  private static Content content(String json) {
    try {
      return JSON.readValue(json, Content.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message's content cannot be read", e);
    }
  }
}
