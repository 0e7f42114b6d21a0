package dev.switchboard.core.spi;

import java.time.Duration;
import java.util.Set;

/// Makes the [Notifier] of an installation. There is at most one bean of this type; without one, nobody is notified.
public interface NotifierFactory {

  /// A new pair of keys. Subscriptions are bound to a pair for life.
  Keys newKeys();

  /// Does no I/O.
  ///
  /// @throws InvalidConfigurationException naming the component of the setup at fault, such as `privateKey`
  Notifier create(Setup setup);

  /// By what push services know us (RFC 8292, VAPID).
  ///
  /// @param publicKey what browsers subscribe with: an uncompressed point of P-256 in base64url
  record Keys(String publicKey, Secret privateKey) {}

  /// @param subject where the services' people can reach us: `mailto:` or `https:`
  /// @param allowedHosts hosts, or hosts with ports, that may be internal and may be called without TLS
  /// @param timeout the longest that a call takes
  record Setup(Keys keys, String subject, Set<String> allowedHosts, Duration timeout) {

    public Setup {
      allowedHosts = Set.copyOf(allowedHosts);
    }
  }
}
