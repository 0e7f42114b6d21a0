package dev.switchboard.core.push;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.Notifier;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is still to be told to agents' devices: one row for each device and chat, in `push_deliveries`.
///
/// A claim runs out by the database's clock, so what a node that died was about to tell is told by another. That may tell it
/// twice, and the second one takes the place of the first on the device. Thread-safe.
@Singleton
@Requires(beans = PushIdentity.class)
public final class Deliveries {

  private final Database database;
  private final PushSettings settings;

  public Deliveries(Database database, PushSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /// Drops what nobody has to be told any more: because its time is over, or because by now the chat was read, or the agent has
  /// an inbox open, does not see the chat any more or is not an agent any more.
  ///
  /// @return how many
  public int drop() {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          delete from push_deliveries d
          where d.expires_at <= now()
            or d.due_at <= now() and (
              not exists (
                select
                from chats c
                where c.id = d.chat_id
                  and c.unread > 0)
              or exists (
                select
                from push_subscriptions s
                join agents a on a.id = s.agent_id
                join chats c on c.id = d.chat_id
                where s.id = d.subscription_id
                  and (a.disabled_at is not null
                    or not sees_account(a.id, c.account_id)
                    or exists (
                      select
                      from agent_presence p
                      where p.agent_id = a.id
                        and p.until > clock_timestamp()))))
          """)) {
        return statement.executeUpdate();
      }
    });
  }

  /// Takes what is due, so that nobody else does for some time.
  ///
  /// @param busy services that have enough to do
  /// @param most of each service
  /// @param mostOfAll of all together
  public List<DueNotification> claim(Collection<String> busy, int most, int mostOfAll) {
    var sql = """
        with due as materialized (
          select ranked.subscription_id, ranked.chat_id, ranked.message_id
          from (
            select d.subscription_id, d.chat_id, d.message_id, d.due_at,
              row_number() over (partition by s.service order by d.due_at) as place
            from push_deliveries d
            join push_subscriptions s on s.id = d.subscription_id
            where d.due_at <= now()
              and (d.claimed_until is null or d.claimed_until <= now())
              and s.service <> all (?)) ranked
          where ranked.place <= ?
          order by ranked.due_at
          limit ?)
        update push_deliveries d
        set claimed_until = clock_timestamp() + make_interval(secs => ?),
          attempts = d.attempts + 1
        from due
        join push_subscriptions s on s.id = due.subscription_id
        join chat_messages m on m.id = due.message_id
        join chats c on c.id = due.chat_id
        join tenants t on t.id = c.tenant_id
        left join contacts p on p.id = c.contact_id
        where d.subscription_id = due.subscription_id
          and d.chat_id = due.chat_id
          and d.message_id = due.message_id
        returning d.subscription_id, d.chat_id, d.message_id, s.endpoint, s.p256dh, s.auth, s.service, d.attempts,
          extract(epoch from d.expires_at - now())::double precision as seconds_left, m.created_at, p.name,
          case when s.preview and t.push_preview and ? then m.content::text end as content
        """;
    return mostOfAll <= 0 ? List.of() : database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        statement.setArray(1, connection.createArrayOf("text", busy.toArray()));
        statement.setInt(2, most);
        statement.setInt(3, mostOfAll);
        statement.setDouble(4, claimSeconds());
        statement.setBoolean(5, settings.preview());
        try (var row = statement.executeQuery()) {
          var due = new ArrayList<DueNotification>();
          while (row.next()) {
            due.add(notification(row));
          }
          return due;
        }
      }
    });
  }

  // Longer than a call takes.
  private double claimSeconds() {
    return settings.timeout().multipliedBy(2).plusSeconds(10).toMillis() / 1e3;
  }

  private static DueNotification notification(ResultSet row) throws SQLException {
    return new DueNotification(row.getObject("subscription_id", UUID.class), row.getObject("chat_id", UUID.class),
        row.getObject("message_id", UUID.class),
        new Notifier.Subscription(row.getString("endpoint"), row.getString("p256dh"), row.getString("auth")),
        row.getString("service"), row.getInt("attempts"),
        Duration.ofMillis((long) (row.getDouble("seconds_left") * 1e3)),
        row.getObject("created_at", OffsetDateTime.class).toInstant(), row.getString("name"), row.getString("content"));
  }

  /// The service has taken it.
  public void sent(DueNotification told) {
    settle(told, null);
  }

  /// The service will never take it.
  ///
  /// @param reason shown to the agent
  public void refused(DueNotification told, String reason) {
    settle(told, reason);
  }

  private void settle(DueNotification told, @Nullable String failure) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          with done as (
            delete from push_deliveries
            where subscription_id = ?
              and chat_id = ?
              and message_id = ?),
          other as (
            update push_deliveries
            set claimed_until = null
            where subscription_id = ?
              and chat_id = ?
              and message_id <> ?)
          update push_subscriptions
          set pushed_at = case when ?::text is null then now() else pushed_at end,
            failure = ?
          where id = ?
          """)) {
        for (var i : new int[]{1, 4}) {
          statement.setObject(i, told.subscriptionId());
          statement.setObject(i + 1, told.chatId());
          statement.setObject(i + 2, told.messageId());
        }
        statement.setString(7, failure);
        statement.setString(8, failure);
        statement.setObject(9, told.subscriptionId());
        return statement.executeUpdate();
      }
    });
  }

  /// The service may take it later. Where it is worth nothing by then, nobody tries again.
  public void later(DueNotification told, Duration pause) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          update push_deliveries
          set due_at = clock_timestamp() + make_interval(secs => ?),
            claimed_until = null
          where subscription_id = ?
            and chat_id = ?
          """)) {
        statement.setDouble(1, pause.toMillis() / 1e3);
        statement.setObject(2, told.subscriptionId());
        statement.setObject(3, told.chatId());
        return statement.executeUpdate();
      }
    });
  }

  /// The subscription has ended: the browser, or its user, does not want to be told any more.
  public void gone(DueNotification told) {
    database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          delete from push_subscriptions
          where id = ?
            and endpoint = ?
          """)) {
        statement.setObject(1, told.subscriptionId());
        statement.setString(2, told.to().endpoint());
        return statement.executeUpdate();
      }
    });
  }
}
