package dev.switchboard.core.tenant;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who answers customers and logs in with an e-mail address, which is unique over all tenants.
///
/// @param passwordHash see [Passwords]
/// @param disabledAt since when the agent may do nothing any more; null while they may
@MappedEntity("agents")
public record Agent(@Id UUID id, UUID tenantId, String email, String name, String passwordHash,
    @TypeDef(type = DataType.STRING, converter = RoleConverter.class) Role role, @Nullable Instant disabledAt,
    Instant createdAt) {

  /// Without the hash, which belongs in no log.
  @Override
  public String toString() {
    return "Agent[" + id + "]";
  }
}
