package dev.switchboard.core.tenant;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyRepository extends GenericRepository<ApiKey, UUID> {

  ApiKey save(ApiKey key);

  Optional<ApiKey> findByHash(byte[] hash);

  @Query("""
      update api_keys
      set revoked_at = now()
      where tenant_id = :tenantId
        and id = :id
        and revoked_at is null
      """)
  int revoke(UUID tenantId, UUID id);
}
