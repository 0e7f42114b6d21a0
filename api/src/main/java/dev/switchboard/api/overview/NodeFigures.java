package dev.switchboard.api.overview;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the node is that answers: of all tenants, and counted since it was started.
///
/// @param name the host's
/// @param processor the share of the machine's processors that this process uses; null where that cannot be told
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeFigures(String name, Instant startedAt, Memory memory, Collections collections,
    @Nullable Double processor,
    Live live, Requests requests, DatabaseUse database) {

  /// The heap; `most` is how large it may become.
  public record Memory(long usedBytes, long mostBytes) {}

  /// Of garbage: how often, and how long all of them took.
  public record Collections(long times, double seconds) {}

  /// WebSockets.
  ///
  /// @param connections that are open
  /// @param opened ever
  /// @param resumed of these, the ones that went on where an earlier one had ended: reconnects
  /// @param refused for a token that was no good
  /// @param behindSeconds the age of the oldest event that this node has not told its clients
  public record Live(long connections, long opened, long resumed, long refused, double behindSeconds) {}

  /// HTTP requests; `failed` were answered 5xx, which is our fault.
  public record Requests(long answered, long refused, long failed, @Nullable Double meanSeconds) {}

  /// @param roundTripSeconds of the shortest query there is, now
  /// @param busy connections that are in use, of `most`
  /// @param pending threads that wait for a connection
  /// @param meanUseSeconds for which a connection is in use at a time: what queries and transactions take
  public record DatabaseUse(double roundTripSeconds, long busy, long most, long pending,
      @Nullable Double meanUseSeconds) {}
}
