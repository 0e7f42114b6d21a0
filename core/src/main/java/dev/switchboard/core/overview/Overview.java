package dev.switchboard.core.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.FailureReason.Fault;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happens in a tenant, over the accounts that somebody sees.
///
/// @param at when it was asked, by the database's clock: the end of the period
/// @param asOf up to when what happened is in the sums; what waits, who is there and how accounts are is of now
/// @param from the beginning of the period, which ends now: its last hour is not over
/// @param before the period of as many hours that ended when this one began
/// @param series every hour of the period
/// @param minutes the last 60 minutes that are over
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Overview(Instant at, Instant asOf, Instant from, int hours, Figures messages, Figures before, Speed speed,
    Queue queue,
    WaitingChats chats, People agents, List<Failures> failures, List<ChannelUse> channels,
    List<AccountFigures> accounts,
    List<Hour> series, List<Minute> minutes) {

  /// How fast things went in the last minute that is over, in messages a second.
  public record Speed(double accepted, double sent, double received) {}

  /// What waits to be sent or to be tried again.
  ///
  /// @param scheduled how many messages are due later
  /// @param oldestDueSeconds how long the oldest that nobody is sending has been due; null where none is
  /// @param sentPerMinute over the last five minutes that are over
  /// @param lanes of each account and lane in which something waits or has moved
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Queue(long waiting, long scheduled, @Nullable Double oldestDueSeconds, double sentPerMinute,
      List<LaneQueue> lanes) {}

  /// The queue of a lane of an account.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LaneQueue(UUID accountId, String account, String lane, long waiting, long scheduled,
      @Nullable Double oldestDueSeconds, double sentPerMinute) {}

  /// Chats whose customers wait for an answer.
  ///
  /// @param since when the one that waits the longest wrote; null where none waits
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WaitingChats(long waiting, @Nullable Instant since) {}

  /// How many agents are there, and as what.
  public record People(long online, long away, long busy, long offline) {}

  /// Messages that were to be sent in the period and failed for a reason.
  ///
  /// @param before how many in the period before
  public record Failures(String reason, Fault fault, long messages, long before) {}

  /// What went and came over a channel.
  public record ChannelUse(Channel channel, long accepted, long received, List<ChannelHour> series) {}

  /// The same in an hour.
  public record ChannelHour(Instant hour, long accepted, long received) {}

  /// An account, how it is, and its share of the figures.
  ///
  /// @param channel null where the account cannot be used
  /// @param waitingChats whose customers wait for an answer
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AccountFigures(UUID id, String name, String provider, @Nullable Channel channel, Health health,
      long waitingChats, Figures messages) {}

  /// How an account is.
  public enum State {
    /// Nothing is known against it.
    WELL,
    /// Its service asked us to wait.
    PAUSED,
    /// Calls of some node do not get through.
    FAILING,
    /// Its settings or secrets are of no use.
    UNUSABLE,
    /// It is switched off.
    OFF
  }

  /// @param until when the service may be called again, where it asked for patience
  /// @param reports what nodes have found
  /// @param refusedWebhooks that did not verify, ever
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Health(State state, @Nullable Instant until, List<Report> reports, long refusedWebhooks,
      @Nullable Instant lastRefusedAt) {}

  /// That calls of a node do not get through: its circuit breaker is open.
  public record Report(String node, String reason, Instant since) {}

  /// An hour; what was sent, delivered and failed is of the messages that were to be sent in it.
  public record Hour(Instant hour, long accepted, long received, long delivered, long failed) {}

  /// What happened in a minute.
  public record Minute(Instant minute, long accepted, long sent, long received) {}
}
