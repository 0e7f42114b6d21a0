package dev.switchboard.core.outbox;

import dev.switchboard.core.message.Lane;
import dev.switchboard.core.spi.OutboundMessage;
import java.util.UUID;

/// A message that this node may send until its lease runs out.
///
/// @param token the fencing number: what is written under an older one does not count
/// @param node who claimed it
/// @param message what to hand to the provider
public record Claimed(UUID accountId, Lane lane, long token, String node, OutboundMessage message) {}
