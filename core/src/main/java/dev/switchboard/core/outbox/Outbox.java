package dev.switchboard.core.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.attachment.AttachmentFiles;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.WindowRule;
import dev.switchboard.core.message.WindowRuling;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.OutboundMessage;
import jakarta.inject.Inject;
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

  // What is stored with a content besides, such as the template that it was made of, is not for the provider.
  private static final ObjectMapper JSON = new ObjectMapper()
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final Failure OPTED_OUT = Failure.of(FailureReason.OPTED_OUT,
      "the recipient has opted out since it was accepted");

  // What only some services have costs nothing where they have it not.
  private static final String CLAIM = sql(false, false);
  private static final String CLAIM_WINDOWED = sql(false, true);
  private static final String CLAIM_PAIRED = sql(true, false);
  private static final String CLAIM_PAIRED_WINDOWED = sql(true, true);

  private final Database database;
  private final OutboxSettings settings;
  private final @Nullable AttachmentFiles files;

  /// @param files what providers see of files; null where messages have none
  @Inject
  public Outbox(Database database, OutboxSettings settings, @Nullable AttachmentFiles files) {
    this.database = database;
    this.settings = settings;
    this.files = files;
  }

  /// One whose messages have no files.
  public Outbox(Database database, OutboxSettings settings) {
    this(database, settings, null);
  }

  /// What a claim got.
  ///
  /// @param messages empty where nothing is due or the account may not send now
  /// @param pause where the account may not send now, because it has used up its rate or its service asked it to wait: how
  ///        long until it may; zero otherwise
  /// @param reached since when the last of them was due; null where there are none
  /// @param more whether another claim, made now, might get more: this one got as many as it might, or did not look from
  ///        the front
  /// @param passedOver whether it found heads that have to wait because of whom they are for
  public record Claim(List<Claimed> messages, Duration pause, @Nullable OffsetDateTime reached, boolean more,
      boolean passedOver) {

    static Claim paused(Duration pause) {
      return new Claim(List.of(), pause, null, false, false);
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
    var lease = lease(account, node);
    var claim = database.transaction(connection -> {
      var rate = account.ratePerSecond();
      return rate == null
          ? unlimited(connection, account, lane, limit, lease, from)
          : limited(connection, account, lane, rate, limit, lease, from);
    });
    // All that it found was passed over: what is due may be behind it.
    return claim.passedOver && claim.messages.isEmpty() ? claim(account, lane, limit, node, from) : claim;
  }

  /// A lease that begins now: take it before the statement that claims, so that this node stops sending before the database
  /// lets others begin.
  public Lease lease(Account account, String node) {
    var timeout = account.provider().capabilities().requestTimeout();
    var held = settings.leaseOver(timeout);
    var deadline = System.nanoTime() + held.minus(timeout).toNanos();
    return new Lease(held, node, deadline, files == null ? Files.NONE : files.of(account, deadline));
  }

  /// Whether an account's messages go in their order and nothing else: it has no rate, and its service none for each
  /// recipient and no window.
  public static boolean goesByOrderAlone(Account account) {
    var capabilities = account.provider().capabilities();
    return account.ratePerSecond() == null && capabilities.pairRate() == null && capabilities.window() == null;
  }

  // The claim itself looks whether the account is paused; only where it got nothing is it asked for how long.
  private static Claim unlimited(Connection connection, Account account, Lane lane, int limit, Lease lease,
      @Nullable OffsetDateTime from) throws SQLException {
    var claim = claim(connection, account, lane, limit, lease, from);
    if (!claim.messages.isEmpty() || claim.passedOver) {
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

  /// For how long a message is claimed, and by whom.
  ///
  /// @param held from the claim on, by the database's clock
  /// @param node the name of this node
  /// @param deadline after which no call may begin; compare with `System.nanoTime()`
  /// @param files what the provider sees of files
  public record Lease(Duration held, String node, long deadline, Files files) {

    /// In the database's unit.
    public double seconds() {
      return held.toMillis() / 1e3;
    }
  }

  private static Claim claim(Connection connection, Account account, Lane lane, int limit, Lease lease,
      @Nullable OffsetDateTime from) throws SQLException {
    var capabilities = account.provider().capabilities();
    var windowed = capabilities.window() != null;
    var pairRate = capabilities.pairRate();
    var sql = pairRate == null ? windowed ? CLAIM_WINDOWED : CLAIM : windowed ? CLAIM_PAIRED_WINDOWED : CLAIM_PAIRED;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, account.id());
      statement.setInt(2, lane.code());
      statement.setObject(3, from);
      statement.setObject(4, account.id());
      statement.setInt(5, limit);
      var next = 6;
      if (pairRate != null) {
        statement.setObject(next++, account.id());
        statement.setDouble(next++, PairRates.interval(pairRate));
        statement.setDouble(next++, PairRates.interval(pairRate));
        statement.setDouble(next++, PairRates.ahead(pairRate));
      }
      statement.setDouble(next++, lease.seconds());
      statement.setString(next++, lease.node);
      statement.setArray(next, connection.createArrayOf("text",
          capabilities.channel().kinds().stream().map(Enum::name).toArray()));
      try (var row = statement.executeQuery()) {
        var claimed = new ArrayList<Claimed>();
        OffsetDateTime reached = null;
        var held = new UUID[0];
        while (row.next()) {
          held = pairRate == null ? held : (UUID[]) row.getArray("held").getArray();
          var due = row.getObject("due_at", OffsetDateTime.class);
          if (due != null) {
            claimed.add(claimed(row, account, lane, lease, windowed));
            reached = reached == null || due.isAfter(reached) ? due : reached;
          }
        }
        var passedOver = held.length > 0;
        if (pairRate != null && passedOver) {
          PairRates.passOver(connection, account, lane, pairRate, held, from);
        }
        return new Claim(ReplyChains.complete(connection, account, claimed), Duration.ZERO, reached,
            claimed.size() == limit || from != null || passedOver,
            passedOver);
      }
    }
  }

  // Of its chat, or, where it came another way, of the chat with the same person over this account.
  private static final String WINDOW = """
      left join chats h on h.id = m.chat_id
      left join chats x on h.account_id <> m.account_id and x.contact_id = h.contact_id and x.account_id = m.account_id
        and x.kind = 'customer' and x.status = 'ACTIVE'
      cross join lateral (
        select case when h.account_id = m.account_id then h.window_expires_at else x.window_expires_at end
          as window_expires_at) w
      """;

  /// The claim.
  ///
  /// @param paired whether the service has a rate for each recipient: then it tells with each row, and with one of nulls
  ///        where nothing is claimed, which heads have to wait
  /// @param windowed whether the service has windows: then it tells with each row when its chat's closes
  private static String sql(boolean paired, boolean windowed) {
    return """
        with due as materialized (
          select message_id, chat_id
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
        %s
        claimed as (
          update outbox o
          set lease_until = clock_timestamp() + make_interval(secs => ?),
            token = o.token + 1,
            attempt = o.attempt + 1,
            node = ?
          from due
          where o.message_id = due.message_id
            %s
          returning o.id, o.message_id, o.token, o.attempt, o.due_at)
        select c.message_id, c.token, c.attempt, c.due_at, m.chat_id, m.recipient, m.content::text, m.reply_to,
          coalesce(
            (select provider_message_id from chat_messages where id = m.reply_to and account_id = m.account_id),
            (select provider_message_id
             from message_attempts
             where message_id = m.reply_to and account_id = m.account_id and result = 'ACCEPTED'
             order by token desc
             limit 1)) as reply_to_provider_message_id,
          exists (
            select
            from suppressions s
            where s.tenant_id = m.tenant_id
              and s.match_key = coalesce(m.recipient_key, m.recipient)
              and s.kind = any (?)
              and (s.account_id is null or s.account_id = m.account_id)) as opted_out
          %s
        from %s
        %s
        order by c.id
        """.formatted(
        paired ? PairRates.MAY_GO : "",
        paired ? "and (due.chat_id in (select chat_id from may_go)) is true" : "",
        (paired ? ", f.held" : "")
            + (windowed ? ", w.window_expires_at, w.window_expires_at > clock_timestamp() as window_open" : ""),
        paired
            ? """
                (select array(
                  select message_id
                  from due
                  where (chat_id in (select chat_id from may_go)) is not true) as held) f
                left join claimed c on true
                left join chat_messages m on m.id = c.message_id"""
            : """
                claimed c
                join chat_messages m on m.id = c.message_id""",
        windowed ? WINDOW : "");
  }

  private static Claimed claimed(ResultSet row, Account account, Lane lane, Lease lease, boolean windowed)
      throws SQLException {
    var content = content(row.getString("content"));
    var ruling = windowed ? ruling(row, account, content) : WindowRuling.AS_IT_IS;
    var sent = ruling instanceof WindowRuling.Instead(var other, _) ? other : content;
    return new Claimed(account.id(), lane, row.getLong("token"), lease.node, message(row, sent, lease), ruling,
        withheld(row, ruling));
  }

  private static WindowRuling ruling(ResultSet row, Account account, Content content) throws SQLException {
    var closes = row.getObject("window_expires_at", OffsetDateTime.class);
    return WindowRule.ruleAtSend(account, content, closes == null ? null : closes.toInstant(),
        row.getBoolean("window_open"));
  }

  private static @Nullable Failure withheld(ResultSet row, WindowRuling ruling) throws SQLException {
    if (row.getBoolean("opted_out")) {
      return OPTED_OUT;
    }
    return ruling instanceof WindowRuling.Refused(var why, _) ? Failure.of(FailureReason.WINDOW_CLOSED, why) : null;
  }

  private static OutboundMessage message(ResultSet row, Content content, Lease lease) throws SQLException {
    var replyTo = row.getObject("reply_to", UUID.class);
    var reply = replyTo == null
        ? null
        : new OutboundMessage.Reply(replyTo, row.getString("reply_to_provider_message_id"));
    return new OutboundMessage(row.getObject("message_id", UUID.class), row.getObject("chat_id", UUID.class),
        row.getString("recipient"), content, reply, row.getInt("attempt"), lease.deadline, lease.files);
  }

  private static Content content(String json) {
    try {
      return JSON.readValue(json, Content.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message's content cannot be read", e);
    }
  }
}
