package dev.switchboard.core.route;

import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The ways of one message that was handed in for a route, while its chat is locked.
///
/// Another way is taken only where it is sure that the message has not reached anybody: whoever asks here has the service's
/// word for that. A message in doubt has no other way.
public final class Ways {

  /// What is known of a way.
  public enum State {
    WAITING, CURRENT, TRIED
  }

  /// One of them.
  ///
  /// @param patience how long it may be tried before another is taken
  /// @param spent how long it has been the current one; zero where it is not
  /// @param attemptsBefore the message's attempts before it took this way
  /// @param onlyFor the only reason for which it is taken; null where any that it helps against is one
  /// @param enabled whether the account is switched on
  /// @param well whether nothing is known against the account
  public record Way(int n, UUID accountId, Channel channel, Duration patience, State state, Duration spent,
      int attemptsBefore, @Nullable FailureReason onlyFor, boolean enabled, boolean well) {}

  /// That a message takes another way.
  ///
  /// @param why the failure that led to it
  /// @param forGood whether the way that it leaves is not to be tried again
  public record Detour(Way from, Way to, Failure why, boolean forGood) {}

  private final Way current;
  private final List<Way> waiting;

  Ways(Way current, List<Way> waiting) {
    this.current = current;
    this.waiting = List.copyOf(waiting);
  }

  /// The ways of those of the messages that have any and are still to be sent: their time is not over. One round trip.
  public static Map<UUID, Ways> read(Connection connection, Collection<UUID> messageIds) throws SQLException {
    if (messageIds.isEmpty()) {
      return Map.of();
    }
    var found = new HashMap<UUID, List<Way>>();
    try (var select = connection.prepareStatement("""
        select l.message_id, l.n, l.account_id, l.channel, l.patience_seconds, l.state, l.attempts_before,
          l.only_for, a.enabled,
          coalesce(extract(epoch from clock_timestamp() - l.since), 0) as spent,
          not exists (
            select
            from account_health h
            where h.account_id = l.account_id and h.until > clock_timestamp())
          and not exists (
            select
            from account_rates r
            where r.account_id = l.account_id and r.paused_until > clock_timestamp()) as well
        from message_legs l
        join channel_accounts a on a.id = l.account_id
        join chat_messages m on m.id = l.message_id
        where l.message_id = any (?)
          and m.expires_at > clock_timestamp()
        order by l.message_id, l.n
        """)) {
      select.setArray(1, connection.createArrayOf("uuid", messageIds.toArray()));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          found.computeIfAbsent(row.getObject("message_id", UUID.class), _ -> new ArrayList<>())
              .add(new Way(row.getInt("n"), row.getObject("account_id", UUID.class),
                  Channel.valueOf(row.getString("channel")), seconds(row.getDouble("patience_seconds")),
                  State.valueOf(row.getString("state")), seconds(row.getDouble("spent")),
                  row.getInt("attempts_before"), reason(row.getString("only_for")), row.getBoolean("enabled"),
                  row.getBoolean("well")));
        }
      }
    }
    var ways = new HashMap<UUID, Ways>();
    found.forEach((id, all) -> of(all).ifPresent(some -> ways.put(id, some)));
    return ways;
  }

  private static Optional<Ways> of(List<Way> all) {
    return all.stream()
        .filter(way -> way.state == State.CURRENT)
        .findFirst()
        .map(current -> new Ways(current, all.stream().filter(way -> way.state == State.WAITING).toList()));
  }

  public Way current() {
    return current;
  }

  /// The way to take where the current one has failed for good; one whose account is well rather than another. Empty where
  /// none is left that could do better.
  public Optional<Detour> afterFailure(Failure failure) {
    var others = waiting.stream().filter(Way::enabled).filter(way -> helps(way, failure)).toList();
    return others.stream().filter(Way::well).findFirst().or(() -> others.stream().findFirst())
        .map(way -> new Detour(current, way, failure, true));
  }

  /// The way to take rather than to wait for so long for the current one: once its patience is at an end, and only where
  /// another's account is well. The current one stays in reserve.
  public Optional<Detour> insteadOfWaiting(Failure failure, Duration delay) {
    if (current.spent.plus(delay).compareTo(current.patience) <= 0) {
      return Optional.empty();
    }
    return waiting.stream().filter(Way::enabled).filter(Way::well).filter(way -> helps(way, failure)).findFirst()
        .map(way -> new Detour(current, way, failure, false));
  }

  // What is the matter with a person or a message on one channel is the matter with it for all accounts of that channel.
  private boolean helps(Way way, Failure failure) {
    if (way.onlyFor != null) {
      return way.onlyFor == failure.reason();
    }
    return switch (failure.reason()) {
      case THROTTLED, UNREACHABLE, SERVICE_ERROR, TIMEOUT, ACCOUNT_BLOCKED, BAD_CREDENTIALS, BAD_CONFIGURATION,
          UNKNOWN ->
          true;
      case RECIPIENT_THROTTLED, BAD_ADDRESS, ADDRESS_GONE, UNDELIVERABLE, WINDOW_CLOSED, TEMPLATE_NEEDED,
          CONTENT_REFUSED -> way.channel != current.channel;
      // Who wants no messages wants none by another way, what is too late is too late, and a lost worker proves nothing.
      case OPTED_OUT, EXPIRED, WORKER_LOST -> false;
    };
  }

  private static @Nullable FailureReason reason(@Nullable String name) {
    return name == null ? null : FailureReason.valueOf(name);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
