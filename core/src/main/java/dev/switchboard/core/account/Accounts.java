package dev.switchboard.core.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The channel accounts of all tenants with their providers, remembered until they change.
///
/// Thread-safe. Reads the database when an account is first asked for and after [#forget]; the trigger on
/// `channel_accounts` announces changes to all nodes on the channel `switchboard_changed`.
@Singleton
public final class Accounts {

  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Name(UUID tenantId, String name) {}

  private final Database database;
  private final Map<String, ProviderFactory> factories;
  private final SecretCipher cipher;
  private final Map<UUID, Account> byId = new ConcurrentHashMap<>();
  private final Map<Name, UUID> ids = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();

  public Accounts(Database database, Collection<ProviderFactory> factories, SecretCipher cipher) {
    this.database = database;
    this.factories = factories.stream().collect(Collectors.toMap(ProviderFactory::name, Function.identity()));
    this.cipher = cipher;
  }

  /// The names of the services that accounts can be made for.
  public List<String> providers() {
    return factories.keySet().stream().sorted().toList();
  }

  public Optional<Account> find(UUID tenantId, String name) {
    var key = new Name(tenantId, name);
    var id = ids.get(key);
    if (id == null) {
      var found = load("tenant_id = ? and name = ?", tenantId, name);
      found.ifPresent(account -> ids.put(key, account.id()));
      return found;
    }
    return find(id).filter(account -> account.name().equals(name)).or(() -> {
      ids.remove(key);
      return load("tenant_id = ? and name = ?", tenantId, name);
    });
  }

  /// The same for somebody from whom it may be hidden.
  public Optional<Account> find(Viewer viewer, String name) {
    return find(viewer.tenantId(), name).filter(account -> viewer.sees(account.id()));
  }

  public Optional<Account> find(UUID id) {
    var known = byId.get(id);
    return known != null ? Optional.of(known) : load("id = ?", id);
  }

  /// The enabled account of a tenant that a service knows by this name ([dev.switchboard.core.spi.IMessageProvider#serviceAccount]).
  /// Reads the database: services call one address for several senders seldom enough.
  public Optional<Account> findByService(UUID tenantId, String provider, String serviceAccount) {
    var ids = database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select id
          from channel_accounts
          where tenant_id = ?
            and provider = ?
            and enabled
          order by id
          """)) {
        statement.setObject(1, tenantId);
        statement.setString(2, provider);
        try (var row = statement.executeQuery()) {
          var found = new ArrayList<UUID>();
          while (row.next()) {
            found.add(row.getObject(1, UUID.class));
          }
          return found;
        }
      }
    });
    return ids.stream()
        .flatMap(id -> find(id).stream())
        .filter(account -> account.enabled() && account.tenantId().equals(tenantId))
        .filter(account -> serviceAccount.equals(account.provider().serviceAccount()))
        .findFirst();
  }

  /// Forgets one account, so that its next user sees it as it is now. Calls under way keep the provider they have.
  public void forget(UUID id) {
    forgotten.incrementAndGet();
    var account = byId.remove(id);
    if (account != null) {
      account.provider().close();
    }
  }

  /// Forgets everything: after the connection that carries the announcements was lost.
  public void forgetAll() {
    forgotten.incrementAndGet();
    byId.keySet().forEach(this::forget);
  }

  private Optional<Account> load(String condition, Object... values) {
    var before = forgotten.get();
    return database.autocommit(connection -> {
      var select = """
          select id, tenant_id, name, provider, enabled, rate_per_second, settings::text, secrets::text,
            window_policy::text, long_text, assignment
          from channel_accounts
          where %s
          """.formatted(condition);
      try (var statement = Rows.prepare(connection, select, values)) {
        try (var row = statement.executeQuery()) {
          return row.next() ? Optional.of(remember(row, before)) : Optional.empty();
        }
      }
    });
  }

  private Account remember(ResultSet row, long before) throws SQLException {
    var id = row.getObject("id", UUID.class);
    var loaded = read(row);
    var earlier = byId.putIfAbsent(id, loaded);
    if (earlier != null) {
      loaded.provider().close();
      return earlier;
    }
    if (forgotten.get() != before) {
      // Announced as changed while it was read: it may be the old one, so the next user reads again.
      byId.remove(id, loaded);
    }
    return loaded;
  }

  private Account read(ResultSet row) throws SQLException {
    var id = row.getObject("id", UUID.class);
    var tenantId = row.getObject("tenant_id", UUID.class);
    var name = row.getString("name");
    var factory = factories.get(row.getString("provider"));
    if (factory == null) {
      LOG.warn("account {} names the provider {}, which this node does not have", id, row.getString("provider"));
      throw new IllegalStateException("no provider " + row.getString("provider"));
    }
    var rate = row.getObject("rate_per_second", Double.class);
    try {
      var configuration = new AccountConfiguration(id, name, JSON.readTree(row.getString("settings")),
          decrypt(tenantId, id, row.getString("secrets")));
      return new Account(id, tenantId, name, row.getBoolean("enabled"), rate,
          WindowPolicy.read(row.getString("window_policy")), LongText.read(row.getString("long_text")),
          Assignment.ofLabel(row.getString("assignment")), factory.create(configuration));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("account " + id + " has settings that are not JSON", e);
    }
  }

  private Map<String, Secret> decrypt(UUID tenantId, UUID accountId, String secrets) throws JsonProcessingException {
    var clear = new HashMap<String, Secret>();
    JSON.readValue(secrets, new TypeReference<Map<String, String>>() {})
        .forEach((name, sealed) -> clear.put(name, cipher.open(tenantId, accountId, name, sealed)));
    return clear;
  }
}
