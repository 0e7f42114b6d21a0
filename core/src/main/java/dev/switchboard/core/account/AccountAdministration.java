package dev.switchboard.core.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import jakarta.inject.Singleton;
import java.sql.Types;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes channel accounts. Their secrets are sealed before they reach the database. Thread-safe.
@Singleton
public final class AccountAdministration {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final Map<String, ProviderFactory> factories;
  private final SecretCipher cipher;

  public AccountAdministration(Database database, Collection<ProviderFactory> factories, SecretCipher cipher) {
    this.database = database;
    this.factories = factories.stream().collect(Collectors.toMap(ProviderFactory::name, Function.identity()));
    this.cipher = cipher;
  }

  /// Adds an account and returns its id.
  ///
  /// @param settings an object, as the provider wants it
  /// @param ratePerSecond messages per second over all nodes; null where only the service's own limits count
  /// @throws InvalidConfigurationException naming what is at fault; then nothing was changed
  public UUID create(UUID tenantId, String name, String provider, JsonNode settings, Map<String, Secret> secrets,
      @Nullable Double ratePerSecond) {
    var id = Generators.timeBasedEpochRandomGenerator().generate();
    check(name, ratePerSecond);
    factory(provider).create(new AccountConfiguration(id, name, settings, secrets)).close();
    if (!insert(id, tenantId, name, provider, settings, seal(tenantId, id, secrets), ratePerSecond)) {
      throw new InvalidConfigurationException("name", "is taken: " + name);
    }
    return id;
  }

  private static void check(String name, @Nullable Double ratePerSecond) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidConfigurationException("name",
          "must be 1 to 63 of a-z, 0-9, '.', '_' and '-', and begin with a letter or digit");
    }
    if (ratePerSecond != null && !(ratePerSecond > 0 && Double.isFinite(ratePerSecond))) {
      throw new InvalidConfigurationException("ratePerSecond", "must be above 0");
    }
  }

  private ProviderFactory factory(String provider) {
    var factory = factories.get(provider);
    if (factory == null) {
      throw new InvalidConfigurationException("provider",
          "must be one of " + factories.keySet().stream().sorted().toList());
    }
    return factory;
  }

  private String seal(UUID tenantId, UUID id, Map<String, Secret> secrets) {
    var sealed = JSON.createObjectNode();
    secrets.forEach((name, secret) -> sealed.put(name, cipher.seal(tenantId, id, name, secret)));
    return sealed.toString();
  }

  private boolean insert(UUID id, UUID tenantId, String name, String provider, JsonNode settings, String sealed,
      @Nullable Double ratePerSecond) {
    return database.autocommit(connection -> {
      try (var insert = connection.prepareStatement("""
          insert into channel_accounts (id, tenant_id, name, provider, settings, secrets, rate_per_second)
          values (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)
          on conflict (tenant_id, name) do nothing
          """)) {
        insert.setObject(1, id);
        insert.setObject(2, tenantId);
        insert.setString(3, name);
        insert.setString(4, provider);
        insert.setString(5, settings.toString());
        insert.setString(6, sealed);
        insert.setObject(7, ratePerSecond, Types.DOUBLE);
        return insert.executeUpdate() == 1;
      }
    });
  }
}
