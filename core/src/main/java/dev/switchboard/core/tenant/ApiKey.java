package dev.switchboard.core.tenant;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The key of a business service, as it is stored: the key itself is known to nobody but the service.
///
/// @param name what people call it, such as `billing`
/// @param prefix its first characters, so that people can tell keys apart
/// @param hash SHA-256 of the whole key
/// @param revokedAt since when it is worth nothing; null while it is good
@SuppressWarnings("ArrayRecordComponent")
@MappedEntity("api_keys")
public record ApiKey(@Id UUID id, UUID tenantId, String name, String prefix, byte[] hash, Instant createdAt,
    @Nullable Instant revokedAt) {}
