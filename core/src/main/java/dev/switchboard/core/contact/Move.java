package dev.switchboard.core.contact;

import java.util.UUID;

/// Somebody has another address now, or a further one, as a service says.
///
/// @param known by which they may be known
/// @param instead whether that is not theirs any more
public record Move(UUID tenantId, UUID accountId, Address known, Address also, boolean instead) {}
