package dev.switchboard.providers.sandbox;

import java.util.UUID;

/// Draws that depend on nothing but the seed, the message and its attempt.
///
/// Each draw has a name of its own, so that changing one rate changes nothing but what it is the rate of.
record Dice(long seed, UUID messageId, int attempt) {

  /// @return between 0 (inclusive) and 1 (exclusive)
  double draw(String what) {
    return draw(what, 0);
  }

  /// The same for one of several things of that name.
  double draw(String what, int index) {
    var bits = mix(seed ^ 0x9E3779B97F4A7C15L);
    bits = mix(bits ^ messageId.getMostSignificantBits());
    bits = mix(bits ^ messageId.getLeastSignificantBits());
    bits = mix(bits ^ (((long) attempt << 32) | index));
    bits = mix(bits ^ what.hashCode());
    return (bits >>> 11) * 0x1.0p-53;
  }

  // The finalizer of SplitMix64.
  private static long mix(long bits) {
    var z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
