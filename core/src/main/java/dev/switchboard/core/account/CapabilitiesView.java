package dev.switchboard.core.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an account can do, in JSON: see [Capabilities]. Times are seconds.
///
/// @param contents what may be sent, by its `type`
/// @param receipts what the service reports by itself
/// @param windowSeconds how long after the customer's last message free content is allowed; null where always
/// @param pairRate how fast one recipient may be written to; null where only the account's rate counts
/// @param signals what customers can be shown besides messages
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CapabilitiesView(Channel channel, Map<String, Limits> contents, List<DeliveryReport.Status> receipts,
    boolean statusLookup, boolean webhooks, @Nullable Long windowSeconds, @Nullable PairRate pairRate,
    List<Capabilities.Signal> signals) {

  /// @param textLength the longest text in Unicode code points; null where there is none
  /// @param mimeTypes of its file; empty where any will do
  /// @param bytes the largest file; null where there is none
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(@Nullable Integer textLength, List<String> mimeTypes, @Nullable Long bytes) {}

  /// @param everySeconds one message in so many seconds
  /// @param burst how many may be sent at once by who has been silent
  public record PairRate(double everySeconds, int burst) {}

  public static CapabilitiesView of(Capabilities capabilities) {
    var contents = new TreeMap<String, Limits>();
    for (var kind : capabilities.contentKinds()) {
      contents.put(kind.code(), limits(capabilities, kind));
    }
    var window = capabilities.window();
    var pair = capabilities.pairRate();
    return new CapabilitiesView(capabilities.channel(), contents,
        capabilities.receipts().stream().sorted().toList(), capabilities.statusLookup(), capabilities.webhooks(),
        window == null ? null : window.toSeconds(),
        pair == null ? null : new PairRate(seconds(pair.every()), pair.burst()),
        capabilities.signals().stream().sorted().toList());
  }

  private static Limits limits(Capabilities capabilities, ContentKind kind) {
    var limits = capabilities.limits(kind);
    return new Limits(limits.textLength() == 0 ? null : limits.textLength(),
        limits.mimeTypes().stream().sorted().toList(), limits.bytes() == 0 ? null : limits.bytes());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
