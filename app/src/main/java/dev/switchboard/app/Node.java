package dev.switchboard.app;

import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.command.Role;
import dev.switchboard.app.console.Console;
import dev.switchboard.app.console.StartFailure;
import dev.switchboard.app.directory.DataDirectory;
import dev.switchboard.app.directory.Keys;
import dev.switchboard.app.directory.KeysFile;
import dev.switchboard.app.postgres.Passwords;
import dev.switchboard.app.postgres.PostgresServer;
import dev.switchboard.core.spi.Secret;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One running node: everything from its data directory to its HTTP port.
public final class Node implements AutoCloseable {

  private final NodeOptions options;
  private final Map<String, String> environment;
  private final Console console;
  private final Closing closing;
  private @Nullable EmbeddedServer server;

  public Node(NodeOptions options, Map<String, String> environment, Console console) {
    this.options = options;
    this.environment = environment;
    this.console = console;
    this.closing = new Closing(console);
  }

  /// Starts everything in order; returns when the node is ready. Where it throws, [#close] stops what was begun.
  ///
  /// @param stillWanted is run between the steps, and throws to give up
  /// @throws StartFailure saying why it does not run
  public void start(Runnable stillWanted) {
    var begun = System.nanoTime();
    console.line("Switchboard " + Build.read().version());
    requireFreePort();
    var directory = openDirectory();
    var keys = keys(directory);
    stillWanted.run();
    var database = new NodeDatabase(options.joined().orElseGet(() -> startPostgres(directory.orElseThrow(), keys)));
    stillWanted.run();
    prepare(database);
    stillWanted.run();
    startBeans(database, keys);
    console.line("  ready in %.1f s".formatted((System.nanoTime() - begun) / 1e9));
  }

  /// Stops everything in the opposite order, in bounded time.
  @Override
  public void close() {
    closing.close();
  }

  // Early, because it is the commonest mistake; whoever takes the port later is reported by the server.
  private void requireFreePort() {
    if (options.port() == 0) {
      return;
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (IOException e) {
      throw portTaken(e);
    }
  }

  private StartFailure portTaken(Exception e) {
    return new StartFailure("Port " + options.port() + " of " + options.host()
        + " cannot be listened on, most likely because another program does: choose another with --port.", e);
  }

  // A node that has neither a database nor credentials of its own needs no directory.
  private Optional<DataDirectory> openDirectory() {
    if (options.joined().isPresent() && !options.demo()) {
      return Optional.empty();
    }
    var directory = DataDirectory.open(options.data());
    closing.add("directory", Duration.ofSeconds(1), directory);
    console.step("data", directory.path() + (directory.isNew() ? " (first start: everything is made there)" : ""));
    return Optional.of(directory);
  }

  // Empty where the environment has the keys.
  private Optional<Keys> keys(Optional<DataDirectory> directory) {
    var file = new KeysFile(options.keys() == null ? options.data().resolve("keys.json") : options.keys());
    if (options.keys() != null || file.exists()) {
      return Optional.of(file.read());
    }
    if (options.joined().isEmpty()) {
      return Optional.of(directory.orElseThrow().keys().create());
    }
    if (environment.containsKey("SWITCHBOARD_SECRETS_CURRENT")) {
      return Optional.empty();
    }
    throw new StartFailure("A node that joins a database needs that database's keys: give --keys FILE (keys.json of"
        + " another node) or the variables SWITCHBOARD_SECRETS_CURRENT, SWITCHBOARD_SECRETS_KEYS_<ID> and"
        + " SWITCHBOARD_JWT_SECRET.");
  }

  private DatabaseUrl startPostgres(DataDirectory directory, Optional<Keys> keys) {
    var passwords = keys.map(Keys::database)
        .map(both -> new Passwords(new Secret(both.superuser()), new Secret(both.owner())))
        .orElseThrow(() -> new StartFailure("The keys file has no passwords of a database: put back the keys.json that"
            + " belongs to " + directory.path() + "."));
    console.step("database", "starting PostgreSQL");
    var postgres = PostgresServer.start(directory.path(), Build.read().postgres(), passwords,
        progress -> console.step("", progress));
    closing.add("database", Duration.ofSeconds(60), postgres);
    return new DatabaseUrl(postgres.jdbcUrl(), "switchboard", passwords.owner());
  }

  private void prepare(NodeDatabase database) {
    database.requireAnswer();
    console.step("database", "ready at " + database.url().place());
    var applied = database.migrate();
    console.step("schema", applied == 0 ? "up to date" : applied + " migrations applied");
  }

  private void startBeans(NodeDatabase database, Optional<Keys> keys) {
    var properties = new HashMap<>(database.asProperties());
    keys.ifPresent(known -> properties.putAll(known.asProperties()));
    properties.put("micronaut.server.host", options.host());
    properties.put("micronaut.server.port", options.port() == 0 ? -1 : options.port());
    properties.put("switchboard.api.enabled", options.has(Role.API));
    properties.put("switchboard.worker.enabled", options.has(Role.WORKER));
    if (options.dashboardPort() != null && options.dashboardPassword() != null) {
      properties.put("switchboard.dashboard.enabled", true);
      properties.put("switchboard.dashboard.port", options.dashboardPort());
      properties.put("switchboard.dashboard.password", options.dashboardPassword().reveal());
    }
    var context = ApplicationContext.builder().properties(properties).banner(false).build();
    closing.add("node", Duration.ofSeconds(30), context::stop);
    try {
      context.start();
      server = context.getBean(EmbeddedServer.class).start();
    } catch (ConfigurationException e) {
      throw new StartFailure("The configuration is not complete: " + e.getMessage(), e);
    }
    closing.add("http", Duration.ofSeconds(10), this::stopHttp);
  }

  private void stopHttp() {
    if (server != null) {
      server.stop();
    }
  }
}
