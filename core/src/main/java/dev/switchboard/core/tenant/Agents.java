package dev.switchboard.core.tenant;

import com.fasterxml.uuid.Generators;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.Secret;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The agents of all tenants. Thread-safe; reads the database.
@Singleton
public final class Agents {

  /// What the doorbell rings when an agent was changed, followed by their id.
  public static final String CHANGED = "changed agents ";
  private static final int REMEMBERED = 10_000;
  private static final Duration MEMORY = Duration.ofSeconds(10);

  private final AgentRepository rows;
  private final Passwords passwords;
  private final ShortMemory<UUID, Agent> memory = new ShortMemory<>(REMEMBERED, MEMORY);

  Agents(AgentRepository rows, Passwords passwords, Doorbell doorbell) {
    this.rows = rows;
    this.passwords = passwords;
    doorbell.on(CHANGED, topic -> forget(UUID.fromString(topic.substring(CHANGED.length()))));
    doorbell.onReconnect(() -> memory.forgetIf(_ -> true));
  }

  /// Adds one and returns it.
  public Agent create(UUID tenantId, String email, String name, Secret password, Role role) {
    if (role == Role.SERVICE) {
      throw new IllegalArgumentException("an agent is no service");
    }
    return rows.save(new Agent(Generators.timeBasedEpochRandomGenerator().generate(), tenantId, email.strip(), name,
        passwords.hash(password), role, null, Instant.now()));
  }

  /// Gives an agent another password, and says whether there is such an agent. Logins that are open stay open.
  public boolean changePassword(UUID tenantId, String email, Secret password) {
    return rows.changePassword(tenantId, email.strip(), passwords.hash(password)) > 0;
  }

  /// The agent with this address and password. Takes as long for an address that nobody has, so that the time does not
  /// tell which addresses there are.
  public Optional<Agent> authenticate(String email, Secret password) {
    var agent = rows.findByEmail(email.strip());
    var matches = passwords.matches(password, agent.map(Agent::passwordHash).orElse(Passwords.NOBODYS));
    return agent.filter(known -> matches && known.disabledAt() == null);
  }

  /// The agent with this id, if they may still act; what is answered may be up to ten seconds old, and usually is not.
  public Optional<Agent> findActive(UUID id) {
    return memory.recall(id, rows::findById).filter(agent -> agent.disabledAt() == null);
  }

  /// The same from memory: empty also where the database would have to be asked. Does not block.
  public Optional<Agent> recallActive(UUID id) {
    return memory.peek(id).filter(agent -> agent.disabledAt() == null);
  }

  /// Somebody has changed the agent.
  void forget(UUID id) {
    memory.forgetIf(agent -> agent.id().equals(id));
  }
}
