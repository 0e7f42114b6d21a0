package dev.switchboard.core.tenant;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface AgentRepository extends GenericRepository<Agent, UUID> {

  Agent save(Agent agent);

  Optional<Agent> findById(UUID id);

  @Query("""
      select *
      from agents
      where lower(email) = lower(:email)
      """)
  Optional<Agent> findByEmail(String email);

  @Query("""
      update agents
      set password_hash = :passwordHash
      where tenant_id = :tenantId
        and lower(email) = lower(:email)
      """)
  int changePassword(UUID tenantId, String email, String passwordHash);
}
