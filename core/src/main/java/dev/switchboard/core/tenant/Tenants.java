package dev.switchboard.core.tenant;

import com.fasterxml.uuid.Generators;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The tenants. Their names are unique.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface Tenants extends GenericRepository<Tenant, UUID> {

  /// Adds one and returns it.
  default Tenant create(String name) {
    return save(new Tenant(Generators.timeBasedEpochRandomGenerator().generate(), name, Instant.now()));
  }

  Tenant save(Tenant tenant);

  Optional<Tenant> findByName(String name);
}
