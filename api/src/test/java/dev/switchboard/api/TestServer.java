package dev.switchboard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.Outage;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agent;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.ApiKeys;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.tenant.Tenants;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The real server on a real database, with two tenants: `acme`, who has an agent and a key, and `rival`, who has a key.
/// Each has an account `test` of [TestProvider].
public final class TestServer implements BeforeAllCallback, AfterAllCallback {

  public static final String PASSWORD = "correct horse battery staple";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestDatabase database = new TestDatabase(10);
  private final Map<String, Object> configuration;
  private final HttpClient client = HttpClient.newHttpClient();
  private Map<String, Object> settings;
  private EmbeddedServer server;
  private UUID tenantId;
  private UUID rivalId;
  private Agent agent;
  private String key;
  private String rivalKey;

  /// @param configuration names and values in turn
  public TestServer(String... configuration) {
    this.configuration = new HashMap<>();
    for (var i = 0; i < configuration.length; i += 2) {
      this.configuration.put(configuration[i], configuration[i + 1]);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    database.beforeAll(context);
    settings = new HashMap<>(Map.of(
        "switchboard.api.enabled", "true",
        "switchboard.jwt.secret", "a key for the tests that is long enough",
        "micronaut.server.port", "-1",
        "datasources.default.url", database.url(),
        "datasources.default.username", "postgres",
        "datasources.default.password", "postgres",
        "datasources.default.connection-timeout", "2000",
        "test-server", "true"));
    settings.putAll(configuration);
    server = ApplicationContext.run(EmbeddedServer.class, settings);
    var tenants = bean(Tenants.class);
    tenantId = tenants.create("acme").id();
    rivalId = tenants.create("rival").id();
    agent = bean(Agents.class).create(tenantId, "ana@example.com", "Ana", new Secret(PASSWORD), Role.AGENT);
    for (var tenant : List.of(tenantId, rivalId)) {
      bean(AccountAdministration.class).create(tenant, "test", "test", JSON.createObjectNode(), Map.of(), null);
    }
    key = bean(ApiKeys.class).issue(tenantId, "service").key().reveal();
    rivalKey = bean(ApiKeys.class).issue(rivalId, "service").key().reveal();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client.close();
    server.close();
    database.afterAll(context);
  }

  /// A further server on the same database, to be closed by whoever starts it.
  public EmbeddedServer startAnother(Map<String, String> configuration) {
    var all = new HashMap<>(settings);
    all.putAll(configuration);
    return ApplicationContext.run(EmbeddedServer.class, all);
  }

  public TestDatabase database() {
    return database;
  }

  /// Does it while the database is away; returns when the server has found the database again.
  public void withoutDatabase(Runnable work) {
    try (var away = Outage.of(database)) {
      assertThat(away).isNotNull();
      work.run();
    }
    await().untilAsserted(() -> assertThat(get(null, "/health").status()).isEqualTo(200));
  }

  public <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  public UUID tenantId() {
    return tenantId;
  }

  public UUID rivalId() {
    return rivalId;
  }

  public Agent agent() {
    return agent;
  }

  /// acme's API key.
  public String key() {
    return key;
  }

  public String rivalKey() {
    return rivalKey;
  }

  public URI uri(String path) {
    return server.getURI().resolve(path);
  }

  /// acme's account.
  public UUID accountId() {
    return bean(Accounts.class).find(tenantId, "test").orElseThrow().id();
  }

  /// Logs the agent in and returns the access token.
  public String logIn() {
    return logIn("ana@example.com");
  }

  /// Makes an admin of a tenant, logs them in and returns the access token.
  public String logInAdmin(UUID tenant) {
    var email = "admin-" + tenant + "@example.com";
    bean(Agents.class).create(tenant, email, "Admin", new Secret(PASSWORD), Role.ADMIN);
    return logIn(email);
  }

  /// Makes an agent of a tenant, logs them in and returns the access token.
  public String logIn(UUID tenant, Role role) {
    var email = role.label() + "-" + UUID.randomUUID() + "@example.com";
    bean(Agents.class).create(tenant, email, "Some " + role.label(), new Secret(PASSWORD), role);
    return logIn(email);
  }

  private String logIn(String email) {
    var answer = send(null, "POST", "/api/v1/login",
        "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}");
    return answer.body().get("accessToken").asText();
  }

  public Answer get(@Nullable String token, String path) {
    return send(token, "GET", path, null);
  }

  public Answer post(@Nullable String token, String path, String json, String... headers) {
    return send(token, "POST", path, json, headers);
  }

  public Answer delete(@Nullable String token, String path) {
    return send(token, "DELETE", path, null);
  }

  public Answer send(@Nullable String token, String method, String path, @Nullable String json, String... headers) {
    var all = new HashMap<String, String>();
    if (token != null) {
      all.put("Authorization", "Bearer " + token);
    }
    if (json != null) {
      all.put("Content-Type", "application/json");
    }
    for (var i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return send(method, path, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json), all);
  }

  public Answer send(String method, String path, BodyPublisher body, Map<String, String> headers) {
    var request = HttpRequest.newBuilder(uri(path)).method(method, body);
    headers.forEach(request::header);
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the server said.
  public record Answer(HttpResponse<String> response) {

    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    public JsonNode body() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Empty where there is none.
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
      return status() + " " + response.headers().map() + " " + text();
    }
  }

  @Factory
  @Requires(property = "test-server")
  static final class Beans {

    @Singleton
    TestProvider provider() {
      return new TestProvider();
    }

    @Singleton
    @Requires(missingBeans = SecretCipher.class)
    SecretCipher cipher() {
      return new SecretCipher("test", Map.of("test", new byte[32]));
    }
  }
}
