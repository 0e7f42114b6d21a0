package dev.switchboard.core.outbox;

import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.WindowRuling;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.OutboundMessage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that this node may send until its lease runs out.
///
/// @param token the fencing number: what is written under an older one does not count
/// @param node who claimed it
/// @param message what to hand to the provider
/// @param ruling what has become of it because its customer's window has closed
/// @param withheld why it must not be sent any more, although it was accepted; null where it may. The provider is not called
public record Claimed(UUID accountId, Lane lane, long token, String node, OutboundMessage message,
    WindowRuling ruling, @Nullable Failure withheld) {

  /// A message that is sent as it is.
  public Claimed(UUID accountId, Lane lane, long token, String node, OutboundMessage message) {
    this(accountId, lane, token, node, message, WindowRuling.AS_IT_IS, null);
  }
}
