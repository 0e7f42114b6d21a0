package dev.switchboard.app.demo;

import dev.switchboard.app.directory.Credentials;
import dev.switchboard.app.directory.Keys;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.ApiKeys;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.tenant.Tenant;
import dev.switchboard.core.tenant.Tenants;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/// The tenant `demo`: one agent, one API key, and the account `sandbox`.
@Singleton
public final class DemoTenant {

  private static final String NAME = "demo";
  private static final String AGENT = "agent@demo.example";

  private final Tenants tenants;
  private final Agents agents;
  private final ApiKeys apiKeys;
  private final SandboxAccount account;

  DemoTenant(Tenants tenants, Agents agents, ApiKeys apiKeys, SandboxAccount account) {
    this.tenants = tenants;
    this.agents = agents;
    this.apiKeys = apiKeys;
    this.account = account;
  }

  /// Makes what is missing and leaves the rest as it is. Only one node of a database may do so at a time.
  ///
  /// @param known what was told before; where it does not fit this database, key and password are made anew
  /// @param url where this node can be reached
  /// @param sandbox where the simulated service can be reached
  public Credentials ensure(Optional<Credentials> known, URI url, URI sandbox) {
    var tenant = tenants.findByName(NAME).orElseGet(() -> tenants.create(NAME));
    account.ensure(tenant.id(), sandbox, url);
    return known.filter(credentials -> isOf(tenant, credentials))
        .map(same -> new Credentials(url.toString(), same.apiKey(), same.agentEmail(), same.agentPassword()))
        .orElseGet(() -> issue(tenant, url));
  }

  private boolean isOf(Tenant tenant, Credentials credentials) {
    return apiKeys.find(credentials.apiKey()).filter(key -> key.tenantId().equals(tenant.id())).isPresent();
  }

  private Credentials issue(Tenant tenant, URI url) {
    var password = Keys.password();
    if (!agents.changePassword(tenant.id(), AGENT, password)) {
      agents.create(tenant.id(), AGENT, "Demo agent", password, Role.ADMIN);
    }
    Secret key = apiKeys.issue(tenant.id(), NAME).key();
    return new Credentials(url.toString(), key.reveal(), AGENT, password.reveal());
  }
}
