package dev.switchboard.core.spi;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A service faked on the wire, for [ProviderContract]: it listens on a port of loopback and speaks the service's
/// protocol, well or badly. Thread-safe.
///
/// [HttpFakeService] does most of it for services that speak HTTP.
public interface FakeService extends AutoCloseable {

  String host();

  int port();

  /// From now on. Accepts until told otherwise.
  void behave(Conduct conduct);

  /// How it can behave. A conduct that the protocol has no words for may be left out.
  default Set<Conduct> conducts() {
    return EnumSet.allOf(Conduct.class);
  }

  /// How many messages it has taken, whether or not it said so.
  int taken();

  /// How many requests or sessions have reached it, of any kind.
  int asked();

  /// How long it asks to wait where it throttles; null where the protocol has no way to say it.
  @Nullable
  Duration retryAfter();

  /// Closes the port and every connection: from now on connections are refused.
  @Override
  void close();
}
