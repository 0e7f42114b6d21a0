package dev.switchboard.core.account;

import dev.switchboard.core.spi.IMessageProvider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A channel account, ready to be used.
///
/// @param ratePerSecond messages per second over all nodes; null where only the service's own limits count
/// @param windowPolicy what becomes of free content outside a customer's window
/// @param longText what becomes of a text that is too long where its sender does not say
/// @param assignment who gives its chats to agents
public record Account(UUID id, UUID tenantId, String name, boolean enabled, @Nullable Double ratePerSecond,
    WindowPolicy windowPolicy, LongText longText, Assignment assignment, IMessageProvider provider) {

  /// An account that refuses what is too long or too late, and whose chats people give to agents.
  public Account(UUID id, UUID tenantId, String name, boolean enabled, @Nullable Double ratePerSecond,
      IMessageProvider provider) {
    this(id, tenantId, name, enabled, ratePerSecond, WindowPolicy.REFUSE, LongText.REFUSE, Assignment.MANUAL,
        provider);
  }
}
