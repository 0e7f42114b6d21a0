package dev.switchboard.core.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.spi.InvalidConfigurationException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// The routes of all tenants, remembered until any node changes one. Thread-safe.
@Singleton
public final class Routes {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final int LONGEST_SUBJECT = 200;
  private static final double MOST_PATIENCE_SECONDS = 24 * 3_600;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Key(UUID tenantId, String name) {}

  private final Database database;
  private final Accounts accounts;
  private final Map<Key, Route> known = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();

  public Routes(Database database, Accounts accounts, Doorbell doorbell) {
    this.database = database;
    this.accounts = accounts;
    doorbell.on("changed routes ", topic -> forget());
    doorbell.onReconnect(this::forget);
  }

  public Optional<Route> find(UUID tenantId, String name) {
    var key = new Key(tenantId, name);
    var route = known.get(key);
    if (route != null) {
      return Optional.of(route);
    }
    var before = forgotten.get();
    var loaded = load(key);
    loaded.ifPresent(found -> {
      known.put(key, found);
      if (forgotten.get() != before) {
        // Changed while it was read: it may be the old one, so whoever asks next reads again.
        known.remove(key);
      }
    });
    return loaded;
  }

  public List<Route> all(UUID tenantId) {
    return database.autocommit(connection -> {
      try (var select = connection.prepareStatement("""
          select id, tenant_id, name, legs::text
          from routes
          where tenant_id = ?
          order by name
          """)) {
        select.setObject(1, tenantId);
        try (var row = select.executeQuery()) {
          var routes = new ArrayList<Route>();
          while (row.next()) {
            routes.add(read(row));
          }
          return routes;
        }
      }
    });
  }

  /// Makes the route, or changes the one of that name. Messages that were handed in before keep their ways.
  ///
  /// @throws InvalidConfigurationException naming what is at fault; then nothing was changed
  public Route put(UUID tenantId, String name, List<Route.Leg> legs) {
    check(tenantId, name, legs);
    var route = database.autocommit(connection -> {
      try (var upsert = connection.prepareStatement("""
          insert into routes (id, tenant_id, name, legs)
          values (?, ?, ?, ?::jsonb)
          on conflict (tenant_id, name) do update
          set legs = excluded.legs,
            updated_at = now()
          returning id, tenant_id, name, legs::text
          """)) {
        upsert.setObject(1, Ids.next());
        upsert.setObject(2, tenantId);
        upsert.setString(3, name);
        upsert.setString(4, json(legs));
        try (var row = upsert.executeQuery()) {
          row.next();
          return read(row);
        }
      }
    });
    // Other nodes hear of it; whoever has changed it sees that at once.
    forget();
    return route;
  }

  /// Removes a route; false where there is none of that name. Messages that were handed in for it keep their ways.
  public boolean remove(UUID tenantId, String name) {
    var removed = database.autocommit(connection -> {
      try (var delete = connection.prepareStatement("""
          delete from routes
          where tenant_id = ?
            and name = ?
          """)) {
        delete.setObject(1, tenantId);
        delete.setString(2, name);
        return delete.executeUpdate() == 1;
      }
    });
    forget();
    return removed;
  }

  private void check(UUID tenantId, String name, List<Route.Leg> legs) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidConfigurationException("name",
          "must be 1 to 63 of a-z, 0-9, '.', '_' and '-', and begin with a letter or digit");
    }
    if (legs.isEmpty() || legs.size() > Route.MOST_LEGS) {
      throw new InvalidConfigurationException("legs", "must be 1 to " + Route.MOST_LEGS);
    }
    var seen = new HashSet<String>();
    for (var i = 0; i < legs.size(); i++) {
      check(tenantId, legs.get(i), "legs[" + i + "]", seen);
    }
  }

  private void check(UUID tenantId, Route.Leg leg, String field, HashSet<String> seen) {
    if (accounts.find(tenantId, leg.account()).isEmpty()) {
      throw new InvalidConfigurationException(field + ".account", "is no account");
    }
    if (!seen.add(leg.account())) {
      throw new InvalidConfigurationException(field + ".account", "is in the route already");
    }
    if (!(leg.patienceSeconds() >= 0 && leg.patienceSeconds() <= MOST_PATIENCE_SECONDS)) {
      throw new InvalidConfigurationException(field + ".patienceSeconds", "must be between 0 and a day");
    }
    var subject = leg.subject();
    if (subject != null && (subject.isBlank() || subject.length() > LONGEST_SUBJECT || !subject.lines().skip(1).toList()
        .isEmpty())) {
      throw new InvalidConfigurationException(field + ".subject",
          "must be one line of 1 to " + LONGEST_SUBJECT + " characters");
    }
  }

  private Optional<Route> load(Key key) {
    return database.autocommit(connection -> {
      try (var select = connection.prepareStatement("""
          select id, tenant_id, name, legs::text
          from routes
          where tenant_id = ?
            and name = ?
          """)) {
        select.setObject(1, key.tenantId);
        select.setString(2, key.name);
        try (var row = select.executeQuery()) {
          return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
      }
    });
  }

  private void forget() {
    forgotten.incrementAndGet();
    known.clear();
  }

  private static Route read(ResultSet row) throws SQLException {
    try {
      return new Route(row.getObject("id", UUID.class), row.getObject("tenant_id", UUID.class), row.getString("name"),
          JSON.readValue(row.getString("legs"), new TypeReference<List<Route.Leg>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the legs of a route cannot be read", e);
    }
  }

  private static String json(List<Route.Leg> legs) {
    try {
      return JSON.writeValueAsString(legs);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("legs that cannot be written as JSON", e);
    }
  }
}
