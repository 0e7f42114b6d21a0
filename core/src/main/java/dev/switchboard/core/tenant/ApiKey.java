package dev.switchboard.core.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The key of a business service, as people see it: the key itself is known to nobody but the service.
///
/// @param name what people call it, such as `billing`
/// @param prefix its first characters, so that people can tell keys apart
/// @param revokedAt since when it is worth nothing; null while it is good
public record ApiKey(UUID id, UUID tenantId, String name, String prefix, Instant createdAt,
    @Nullable Instant revokedAt) {}
