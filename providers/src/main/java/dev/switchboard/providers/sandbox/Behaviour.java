package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InvalidConfigurationException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// How the service treats an account's messages: part of the account's settings, sent along with every request, so that
/// the service needs no set-up and a restart of it changes nothing.
///
/// @param seed everything that looks like chance is drawn from it
/// @param latency how long the service takes to answer
/// @param sentAfter from taking a message to its SENT receipt
/// @param deliveredAfter from taking a message to its delivery
/// @param readAfter from its delivery to its being read
/// @param lateBy how late a late receipt is
/// @param retryAfter how long a throttled caller is asked to wait, in whole seconds
/// @param rates how often what happens; what is not in it never does
record Behaviour(long seed, Spread latency, Spread sentAfter, Spread deliveredAfter, Spread readAfter, Spread lateBy,
    int retryAfter, Map<Chance, Double> rates) {

  /// The names of all settings that make up a behaviour.
  static final List<String> SETTINGS = Stream
      .concat(Stream.of("seed", "latency", "sentAfter", "deliveredAfter", "readAfter", "lateBy", "retryAfter"),
          Arrays.stream(Chance.values()).map(Chance::setting))
      .toList();

  Behaviour {
    rates = Map.copyOf(rates);
  }

  /// Reads the settings it has and takes the default for the rest: everything works.
  ///
  /// @throws InvalidConfigurationException naming the setting at fault
  static Behaviour read(JsonNode settings) {
    return new Behaviour(number(settings, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
        Spread.read(settings, "latency", Spread.millis(0)), Spread.read(settings, "sentAfter", Spread.millis(50)),
        Spread.read(settings, "deliveredAfter", Spread.millis(300)),
        Spread.read(settings, "readAfter", Spread.millis(1_000)),
        Spread.read(settings, "lateBy", Spread.millis(30_000)), (int) number(settings, "retryAfter", 1, 0, 86_400),
        rates(settings));
  }

  private static Map<Chance, Double> rates(JsonNode settings) {
    var rates = new EnumMap<Chance, Double>(Chance.class);
    for (var chance : Chance.values()) {
      var value = settings.path(chance.setting());
      if (!value.isMissingNode() && !value.isNull()) {
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
          throw new InvalidConfigurationException(chance.setting(), "must be a rate between 0 and 1");
        }
        rates.put(chance, value.doubleValue());
      }
    }
    return rates;
  }

  private static long number(JsonNode settings, String setting, long otherwise, long min, long max) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
      throw new InvalidConfigurationException(setting, "must be a whole number from " + min + " to " + max);
    }
    return value.longValue();
  }

  double rate(Chance chance) {
    return rates.getOrDefault(chance, 0.0);
  }
}
