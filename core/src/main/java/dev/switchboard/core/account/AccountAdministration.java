package dev.switchboard.core.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.AuditLog;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes, shows and changes channel accounts. Their secrets are sealed before they reach the database. What is changed is tried
/// out on the provider first, announced to all nodes by the database, and written down in the audit log. Thread-safe.
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

  /// Adds an account and returns its id: on behalf of the node itself.
  ///
  /// @param settings an object, as the provider wants it
  /// @param ratePerSecond messages per second over all nodes; null where only the service's own limits count
  /// @throws InvalidConfigurationException naming what is at fault; then nothing was changed
  public UUID create(UUID tenantId, String name, String provider, JsonNode settings, Map<String, Secret> secrets,
      @Nullable Double ratePerSecond) {
    return create(Actor.node(tenantId), name, provider, new AccountChange(settings, secrets, Set.of(), true,
        new AccountChange.Rate(ratePerSecond)));
  }

  /// Adds an account with everything that is said, and returns its id.
  ///
  /// @throws InvalidConfigurationException naming what is at fault; then nothing was changed
  public UUID create(Actor actor, String name, String provider, AccountChange wanted) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidConfigurationException("name",
          "must be 1 to 63 of a-z, 0-9, '.', '_' and '-', and begin with a letter or digit");
    }
    var now = Instant.now();
    var account = merged(
        new StoredAccount(Generators.timeBasedEpochRandomGenerator().generate(), actor.tenantId(), name,
            provider, true, null, null, WindowPolicy.REFUSE, LongText.REFUSE, Assignment.MANUAL,
            JSON.createObjectNode(), Map.of(), now, now),
        wanted);
    var inserted = database.<Boolean>transaction(connection -> {
      var done = insert(connection, account);
      if (done) {
        AuditLog.write(connection, actor, "account-created", account.id(),
            Map.of("account", name, "provider", provider));
      }
      return done;
    });
    if (!inserted) {
      throw new InvalidConfigurationException("name", "is taken: " + name);
    }
    return account.id();
  }

  /// Changes an account and returns its id; empty where there is none of this name, or not any more. Of two who change it at
  /// once, the second changes what the first has left.
  ///
  /// @throws InvalidConfigurationException naming what is at fault; then nothing was changed
  public Optional<UUID> change(Actor actor, String name, AccountChange wanted) {
    return database.transaction(connection -> {
      var found = StoredAccount.lock(connection, actor.tenantId(), name).filter(account -> account.deletedAt() == null);
      if (found.isPresent()) {
        var account = merged(found.get(), wanted);
        update(connection, account, false);
        AuditLog.write(connection, actor, "account-changed", account.id(), said(name, wanted));
      }
      return found.map(StoredAccount::id);
    });
  }

  /// Switches an account off for good and returns its id; empty where there is none of this name, or not any more. Its chats
  /// and messages stay, and its name stays taken.
  ///
  /// @throws AccountInUseException where messages still wait to be sent by it; then nothing was changed
  public Optional<UUID> delete(Actor actor, String name) {
    return database.transaction(connection -> {
      var found = StoredAccount.lock(connection, actor.tenantId(), name).filter(account -> account.deletedAt() == null);
      if (found.isPresent()) {
        var waiting = waiting(connection, found.get().id());
        if (waiting > 0) {
          throw new AccountInUseException(waiting);
        }
        update(connection, found.get(), true);
        AuditLog.write(connection, actor, "account-deleted", found.get().id(), Map.of("account", name));
      }
      return found.map(StoredAccount::id);
    });
  }

  private static long waiting(Connection connection, UUID accountId) throws SQLException {
    try (var select = connection.prepareStatement("""
        select count(*)
        from outbox
        where account_id = ?
        """)) {
      select.setObject(1, accountId);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  // Never a value: only what was touched.
  private static Map<String, Object> said(String name, AccountChange wanted) {
    var said = new TreeMap<String, Object>();
    said.put("account", name);
    if (wanted.settings() != null) {
      said.put("settings", wanted.settings().properties().stream().map(Map.Entry::getKey).toList());
    }
    if (!wanted.secrets().isEmpty() || !wanted.withoutSecrets().isEmpty()) {
      said.put("secrets", Stream.concat(wanted.secrets().keySet().stream(), wanted.withoutSecrets().stream())
          .sorted().toList());
    }
    if (wanted.enabled() != null) {
      said.put("enabled", wanted.enabled());
    }
    if (wanted.windowPolicy() != null) {
      said.put("windowPolicy", wanted.windowPolicy());
    }
    if (wanted.longText() != null) {
      said.put("longText", wanted.longText());
    }
    if (wanted.assignment() != null) {
      said.put("assignment", wanted.assignment());
    }
    return said;
  }

  /// What would be wrong with an account as it stands; empty where it can be used.
  Optional<InvalidConfigurationException> tryOut(StoredAccount account) {
    return tryOut(account, null);
  }

  private Optional<InvalidConfigurationException> tryOut(StoredAccount account, @Nullable WindowPolicy policy) {
    try {
      var provider = factory(account.provider()).create(
          new AccountConfiguration(account.id(), account.name(), account.settings(), account.secrets(cipher)));
      try {
        check(policy, provider.capabilities());
      } finally {
        provider.close();
      }
      return Optional.empty();
    } catch (InvalidConfigurationException e) {
      return Optional.of(e);
    } catch (UnopenableException e) {
      return Optional.of(new InvalidConfigurationException("secrets", "cannot be read: " + e.getMessage()));
    }
  }

  // One that can never be followed would only show when the first window has closed.
  private static void check(@Nullable WindowPolicy policy, Capabilities capabilities) {
    if (policy == null || policy instanceof WindowPolicy.Refuse) {
      return;
    }
    if (capabilities.window() == null) {
      throw new InvalidConfigurationException("windowPolicy.type",
          "must be refuse: the customers of this account have no window that could close");
    }
    if (policy instanceof WindowPolicy.Template && !capabilities.contentKinds().contains(ContentKind.TEMPLATE)) {
      throw new InvalidConfigurationException("windowPolicy.type",
          "must be refuse or route: this account sends no templates");
    }
  }

  /// The names of the secrets of an account that do not open with the configured keys.
  List<String> unopenable(StoredAccount account) {
    return account.unopenable(cipher);
  }

  // As it would be, tried out on its provider.
  private StoredAccount merged(StoredAccount before, AccountChange wanted) {
    var settings = wanted.settings() == null ? before.settings() : merged(before.settings(), wanted.settings());
    var sealed = new TreeMap<>(before.sealed());
    sealed.keySet().removeAll(wanted.withoutSecrets());
    wanted.secrets().forEach((secret, value) -> sealed.put(secret,
        cipher.seal(before.tenantId(), before.id(), secret, value)));
    var rate = wanted.rate() == null ? before.ratePerSecond() : wanted.rate().perSecond();
    check(rate);
    var account = new StoredAccount(before.id(), before.tenantId(), before.name(), before.provider(),
        wanted.enabled() == null ? before.enabled() : wanted.enabled(), null, rate,
        Objects.requireNonNullElse(wanted.windowPolicy(), before.windowPolicy()),
        Objects.requireNonNullElse(wanted.longText(), before.longText()),
        Objects.requireNonNullElse(wanted.assignment(), before.assignment()), settings, sealed, before.createdAt(),
        before.updatedAt());
    // Whoever switches off an account that does not work is not told to mend it first.
    if (account.enabled() || wanted.settings() != null || !wanted.secrets().isEmpty()
        || wanted.windowPolicy() != null) {
      tryOut(account, wanted.windowPolicy()).ifPresent(problem -> {
        throw problem;
      });
    }
    return account;
  }

  private static JsonNode merged(JsonNode before, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    var merged = before instanceof ObjectNode object ? object.deepCopy() : JSON.createObjectNode();
    patch.properties().forEach(member -> {
      if (member.getValue().isNull()) {
        merged.remove(member.getKey());
      } else {
        merged.set(member.getKey(), merged(merged.path(member.getKey()), member.getValue()));
      }
    });
    return merged;
  }

  private static void check(@Nullable Double ratePerSecond) {
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

  private static String sealed(StoredAccount account) {
    var sealed = JSON.createObjectNode();
    account.sealed().forEach(sealed::put);
    return sealed.toString();
  }

  private static boolean insert(Connection connection, StoredAccount account) throws SQLException {
    try (var insert = connection.prepareStatement("""
        insert into channel_accounts (id, tenant_id, name, provider, settings, secrets, enabled, rate_per_second,
          window_policy, long_text, assignment)
        values (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?::jsonb, ?, ?)
        on conflict (tenant_id, name) do nothing
        """)) {
      insert.setObject(1, account.id());
      insert.setObject(2, account.tenantId());
      insert.setString(3, account.name());
      insert.setString(4, account.provider());
      insert.setString(5, Jsonb.storable(account.settings().toString()));
      insert.setString(6, sealed(account));
      insert.setBoolean(7, account.enabled());
      insert.setObject(8, account.ratePerSecond(), Types.DOUBLE);
      insert.setString(9, account.windowPolicy().json());
      insert.setString(10, account.longText().label());
      insert.setString(11, account.assignment().label());
      return insert.executeUpdate() == 1;
    }
  }

  private static void update(Connection connection, StoredAccount account, boolean deleted) throws SQLException {
    try (var update = connection.prepareStatement("""
        update channel_accounts
        set settings = ?::jsonb,
          secrets = ?::jsonb,
          enabled = ?,
          rate_per_second = ?,
          window_policy = ?::jsonb,
          long_text = ?,
          assignment = ?,
          deleted_at = case when ? then now() end,
          updated_at = now()
        where id = ?
        """)) {
      update.setString(1, Jsonb.storable(account.settings().toString()));
      update.setString(2, sealed(account));
      update.setBoolean(3, account.enabled() && !deleted);
      update.setObject(4, account.ratePerSecond(), Types.DOUBLE);
      update.setString(5, account.windowPolicy().json());
      update.setString(6, account.longText().label());
      update.setString(7, account.assignment().label());
      update.setBoolean(8, deleted);
      update.setObject(9, account.id());
      update.executeUpdate();
    }
  }
}
