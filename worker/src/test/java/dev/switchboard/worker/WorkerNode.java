package dev.switchboard.worker;

import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;

/// A worker node as it is in production, with all its threads, on the database of a [TestEngine] and with a provider of its
/// own.
public final class WorkerNode implements AutoCloseable {

  private final TestProvider provider = new TestProvider();
  private final ApplicationContext context;

  public WorkerNode(TestEngine engine) {
    this(engine, Map.of());
  }

  /// @param settings beside the defaults
  /// @param others further beans
  public WorkerNode(TestEngine engine, Map<String, Object> settings, Object... others) {
    var properties = new HashMap<String, Object>();
    properties.put("switchboard.worker.enabled", true);
    properties.put("datasources.default.url", engine.db.url());
    properties.put("datasources.default.username", "postgres");
    properties.put("datasources.default.password", "postgres");
    properties.put("datasources.default.maximum-pool-size", 16);
    properties.put("datasources.default.connection-timeout", 2000);
    properties.put("switchboard.send.retry-delays", "10ms,10ms,10ms");
    properties.put("switchboard.send.check-delays", "10ms,10ms");
    properties.put("switchboard.send.lease", "5s");
    properties.put("switchboard.worker.stop-within", "2s");
    properties.putAll(settings);
    context = ApplicationContext.builder()
        .properties(properties)
        .singletons(provider, new SecretCipher("test", Map.of("test", new byte[32])))
        .singletons(others)
        .deduceEnvironment(false)
        .start();
  }

  public TestProvider provider() {
    return provider;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
