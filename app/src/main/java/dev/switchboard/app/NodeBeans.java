package dev.switchboard.app;

import dev.switchboard.api.live.LiveConnections;
import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.command.Role;
import dev.switchboard.app.console.StartFailure;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The beans of a node and its HTTP server, as its options want them.
final class NodeBeans implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeBeans.class);
  private static final int SECONDS_TO_ANSWER = 3;

  private final NodeOptions options;
  private final ApplicationContext context;

  /// Starts nothing yet.
  NodeBeans(NodeOptions options, NodeDatabase database, NodeKeys keys) {
    this.options = options;
    this.context = ApplicationContext.builder().properties(properties(options, database, keys)).banner(false).build();
  }

  /// Starts all beans and listens. Where it throws, [#close] stops what was begun.
  ///
  /// @throws StartFailure for what somebody at the terminal can mend
  void start() {
    try {
      context.start();
      context.getBean(EmbeddedServer.class).start();
    } catch (RuntimeException e) {
      if (cause(e, BindException.class).isPresent()) {
        throw HttpPort.refused(options, e);
      }
      throw cause(e, ConfigurationException.class)
          .<RuntimeException>map(found -> new StartFailure("The configuration is not right: " + found.getMessage(), e))
          .orElse(e);
    }
  }

  <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  /// Where this node is reached from this machine.
  URI url() {
    var host = options.host().equals("127.0.0.1") || options.host().equals("0.0.0.0") ? "localhost" : options.host();
    return URI.create("http://" + host + ":" + context.getBean(EmbeddedServer.class).getPort());
  }

  /// Stops listening, answers what was asked, and closes the WebSockets; the other beans go on.
  void stopListening() {
    var server = context.getBean(NettyEmbeddedServer.class);
    try {
      // Clients of the WebSocket are told to go elsewhere while there is still a line to tell them.
      var live = context.findBean(LiveConnections.class).map(LiveConnections::shutdownGracefully);
      live.orElse(CompletableFuture.completedStage(null))
          .thenCompose(_ -> server.shutdownGracefully())
          .toCompletableFuture()
          .get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("requests are still open: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stopServerOnly();
  }

  /// Stops all beans: the worker first, which ends what it has begun, the pool last.
  @Override
  public void close() {
    context.stop();
  }

  private static Map<String, Object> properties(NodeOptions options, NodeDatabase database, NodeKeys keys) {
    var properties = new HashMap<>(database.asProperties());
    properties.putAll(keys.asProperties());
    properties.put("micronaut.server.host", options.host());
    // -1 is Micronaut's word for any free port.
    properties.put("micronaut.server.port", options.port() == 0 ? -1 : options.port());
    properties.put("switchboard.api.enabled", options.has(Role.API));
    properties.put("switchboard.worker.enabled", options.has(Role.WORKER));
    if (options.dashboardPort() != null && options.dashboardPassword() != null) {
      properties.put("switchboard.dashboard.enabled", true);
      properties.put("switchboard.dashboard.port", options.dashboardPort());
      properties.put("switchboard.dashboard.password", options.dashboardPassword().reveal());
    }
    return properties;
  }

  static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
    for (var cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
