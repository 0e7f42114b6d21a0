package dev.switchboard.core.database;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.UUID;

/// Makes ids: UUIDv7, whose order is roughly that of their making, so that indexes grow at their end.
///
/// Ids made by one process are in the order of their making, even within a millisecond. Between nodes the order is no
/// promise, as their clocks differ. See RFC 9562, section 5.7.
public final class Ids {

  private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

  private Ids() {}

  public static UUID next() {
    return GENERATOR.generate();
  }

  /// The least id that could have been made at this time; whatever is less was made before.
  public static UUID firstAt(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 7 << 12, 2L << 62);
  }
}
