package dev.switchboard.app;

import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.console.Console;
import dev.switchboard.app.console.StartFailure;
import dev.switchboard.app.demo.DemoTenant;
import dev.switchboard.app.demo.LocalSandbox;
import dev.switchboard.app.directory.DataDirectory;
import dev.switchboard.app.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One running node: everything from its data directory to its HTTP port.
public final class Node implements AutoCloseable {

  private final NodeOptions options;
  private final Map<String, String> environment;
  private final Console console;
  private final Guide guide;
  private final Closing closing;

  public Node(NodeOptions options, Map<String, String> environment, Console console) {
    this.options = options;
    this.environment = environment;
    this.console = console;
    this.guide = new Guide(console, options);
    this.closing = new Closing(console);
  }

  /// Starts everything in order; returns when the node is ready. Where it throws, [#close] stops what was begun.
  ///
  /// @param stillWanted is run between the steps, and throws to give up
  /// @throws StartFailure saying why it does not run
  public void start(Runnable stillWanted) {
    var begun = System.nanoTime();
    console.line("Switchboard " + Build.read().version());
    HttpPort.requireFree(options);
    var directory = openDirectory();
    var keys = NodeKeys.find(options, environment);
    stillWanted.run();
    var database = new NodeDatabase(options.joined().orElseGet(() -> startPostgres(directory.orElseThrow(), keys)));
    prepare(database);
    stillWanted.run();
    var sandbox = directory.filter(_ -> options.demo()).map(this::startSandbox);
    var beans = startBeans(new NodeBeans(options, database, keys));
    console.line("  ready in %.1f s".formatted((System.nanoTime() - begun) / 1e9));
    guide.tellUrl(beans.url());
    sandbox.ifPresent(service -> makeDemo(directory.orElseThrow(), beans, service));
    if (options.joined().isEmpty()) {
      guide.tellHowToJoin(database.url(), directory.orElseThrow().keys().path());
    }
    guide.tellHowToStop();
  }

  /// Stops everything in the opposite order, in bounded time.
  @Override
  public void close() {
    closing.close();
  }

  // A node that has neither a database nor credentials of its own needs no directory.
  private Optional<DataDirectory> openDirectory() {
    if (options.joined().isPresent() && !options.demo()) {
      return Optional.empty();
    }
    var directory = DataDirectory.open(options.data());
    closing.add("", Duration.ofSeconds(1), directory);
    console.step("data", directory.path() + (directory.isNew() ? " (first start: everything is made there)" : ""));
    return Optional.of(directory);
  }

  private DatabaseUrl startPostgres(DataDirectory directory, NodeKeys keys) {
    console.step("database", "starting PostgreSQL");
    var passwords = keys.passwords();
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

  private LocalSandbox startSandbox(DataDirectory directory) {
    try {
      var sandbox = LocalSandbox.start(directory.path().resolve("sandbox"));
      closing.add("sandbox", Duration.ofSeconds(5), sandbox);
      console.step("sandbox", "a simulated service at " + sandbox.url());
      return sandbox;
    } catch (IOException | UncheckedIOException e) {
      throw new StartFailure("The simulated service does not start: " + e.getMessage() + ".", e);
    }
  }

  private NodeBeans startBeans(NodeBeans beans) {
    closing.add("node", Duration.ofSeconds(30), beans);
    beans.start();
    closing.add("http", Duration.ofSeconds(15), beans::stopListening);
    return beans;
  }

  private void makeDemo(DataDirectory directory, NodeBeans beans, LocalSandbox sandbox) {
    var file = directory.credentials();
    URI url = beans.url();
    var credentials = beans.get(DemoTenant.class).ensure(file.read(), url, sandbox.url());
    file.write(credentials);
    guide.tellDemo(credentials, file.path());
  }
}
