package dev.switchboard.core.listening;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The right of one node to listen to an account, until it runs out or is given back.
///
/// @param token the fencing number: what is put under an older one is refused
/// @param lastItemAt when the last item was stored, whoever led then; null where none was
public record Lease(UUID accountId, long token, @Nullable Instant lastItemAt) {}
