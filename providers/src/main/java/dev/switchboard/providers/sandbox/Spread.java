package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InvalidConfigurationException;
import java.time.Duration;

/// A time between two bounds, in milliseconds. In settings a number, `250`, or the bounds, `{"min": 100, "max": 400}`.
record Spread(long minMillis, long maxMillis) {

  private static final long LONGEST = Duration.ofDays(30).toMillis();

  static Spread millis(long millis) {
    return new Spread(millis, millis);
  }

  static Spread read(JsonNode settings, String setting, Spread otherwise) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    var spread = value.isObject()
        ? new Spread(millis(value.path("min")), millis(value.path("max")))
        : new Spread(millis(value), millis(value));
    if (spread.minMillis < 0 || spread.maxMillis < spread.minMillis) {
      throw new InvalidConfigurationException(setting,
          "must be milliseconds, such as 250, or bounds, such as {\"min\": 100, \"max\": 400}");
    }
    return spread;
  }

  private static long millis(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() <= LONGEST
        ? value.longValue()
        : -1;
  }

  /// @param draw between 0 and 1
  Duration at(double draw) {
    return Duration.ofMillis(minMillis + Math.round(draw * (maxMillis - minMillis)));
  }
}
