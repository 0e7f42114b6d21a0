package dev.switchboard.core.push;

import dev.switchboard.core.spi.Notifier.Urgency;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How agents are notified.
///
/// @param publicKey by which push services know us, with the private one; where they are missing, the installation makes a
///        pair and keeps it
/// @param subject where the services' people can reach us: `mailto:` or `https:`
/// @param preview whether notifications may show what customers write; tenants and devices may want less
/// @param fresh how old a message may be when the log is read; older ones are not told any more
/// @param ttl after which time since the message a service need not show it and we do not try any more
/// @param urgency what a device that saves its battery is woken for
/// @param mostDevices of one agent
/// @param timeout the longest that a call of a push service takes
/// @param allowedHosts hosts, or hosts with ports, that may be internal and may be called without TLS
/// @param firstPause after the first failure; each further one doubles it
/// @param longestPause between two tries, unless the service asks for more
/// @param lease after which silence another node goes on
/// @param callsPerService how many calls of one service are made at a time, and four times as many of all together
@ConfigurationProperties("switchboard.push")
public record PushSettings(@Nullable String publicKey, @Nullable String privateKey, @Nullable String subject,
    @Bindable(defaultValue = "true") boolean preview, @Bindable(defaultValue = "5m") Duration fresh,
    @Bindable(defaultValue = "1h") Duration ttl, @Bindable(defaultValue = "high") Urgency urgency,
    @Bindable(defaultValue = "10") int mostDevices, @Bindable(defaultValue = "10s") Duration timeout,
    @Bindable(defaultValue = "") List<String> allowedHosts, @Bindable(defaultValue = "5s") Duration firstPause,
    @Bindable(defaultValue = "5m") Duration longestPause, @Bindable(defaultValue = "30s") Duration lease,
    @Bindable(defaultValue = "16") int callsPerService) {

  public PushSettings {
    // What is not set is bound as one empty word.
    allowedHosts = allowedHosts.stream().filter(host -> !host.isBlank()).toList();
  }

  /// Without the key.
  @Override
  public String toString() {
    return "PushSettings[publicKey=" + publicKey + "]";
  }
}
