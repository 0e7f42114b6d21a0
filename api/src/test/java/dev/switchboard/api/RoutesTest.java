package dev.switchboard.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer.Answer;
import io.micronaut.web.router.Router;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every route, as nobody and as another tenant. A new route has to be added to the table, or the first test fails.
class RoutesTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String TEXT = "\"content\":{\"type\":\"text\",\"text\":\"Oi\"}";

  enum Access {
    /// For everybody.
    OPEN,
    /// For whoever is logged in; sees nothing but the caller's own.
    OWN,
    /// Names something of one tenant, which is not there for another.
    NAMED
  }

  record Route(String method, String path, Access access, @Nullable String body) {

    String name() {
      return method + " " + path;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  static final List<Route> TABLE = List.of(
      new Route("GET", "/", Access.OPEN, null),
      new Route("GET", "/health", Access.OPEN, null),
      new Route("GET", "/health/{selector}", Access.OPEN, null),
      new Route("GET", "/prometheus", Access.OPEN, null),
      new Route("GET", "/openapi/switchboard.yml", Access.OPEN, null),
      new Route("GET", "/webhooks/{accountId}", Access.OPEN, null),
      new Route("POST", "/webhooks/{accountId}", Access.OPEN, null),
      new Route("POST", "/api/v1/login", Access.OPEN, null),
      // Authenticates by itself, in the handshake or by the first message.
      new Route("GET", "/api/v1/ws", Access.OPEN, null),
      new Route("POST", "/api/v1/messages", Access.OWN,
          "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}"),
      new Route("POST", "/api/v1/messages/batch", Access.OWN, "{\"messages\":[]}"),
      new Route("GET", "/api/v1/messages/{id}", Access.NAMED, null),
      new Route("DELETE", "/api/v1/messages/{id}", Access.NAMED, null),
      new Route("GET", "/api/v1/messages/{id}/timeline", Access.NAMED, null),
      new Route("GET", "/api/v1/chats", Access.OWN, null),
      new Route("GET", "/api/v1/chats/{id}", Access.NAMED, null),
      new Route("POST", "/api/v1/chats/{id}/read", Access.NAMED, ""),
      new Route("POST", "/api/v1/chats/{id}/close", Access.NAMED, ""),
      new Route("GET", "/api/v1/chats/{id}/messages", Access.NAMED, null),
      new Route("POST", "/api/v1/chats/{id}/messages", Access.NAMED, "{" + TEXT + "}"),
      new Route("POST", "/api/v1/sandbox/{account}/inbound", Access.NAMED,
          "{\"from\":\"+5511999990001\"," + TEXT + "}"));

  private static String messageId;
  private static String chatId;

  @BeforeAll
  static void aMessageOfAcme() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}").body();
    messageId = answer.get("id").asText();
    chatId = answer.get("chatId").asText();
    SERVER.database().run("update channel_accounts set name = 'acmes' where tenant_id = '" + SERVER.tenantId() + "'");
  }

  @Test
  void theTableHasEveryRoute() {
    Set<String> known = TABLE.stream().map(Route::name).collect(Collectors.toSet());
    var routes = SERVER.bean(Router.class).uriRoutes()
        .filter(route -> !route.getHttpMethodName().equals("HEAD"))
        .map(route -> route.getHttpMethodName() + " "
            + route.getUriMatchTemplate().toString().replaceAll("\\{\\?.*}", "").replaceAll("(.)/$", "$1"))
        .collect(Collectors.toSet());

    assertThat(known).containsAll(routes);
    assertThat(routes).hasSizeGreaterThanOrEqualTo(TABLE.size() - 1);
  }

  static Stream<Route> closedRoutes() {
    return TABLE.stream().filter(route -> route.access() != Access.OPEN);
  }

  static Stream<Route> namedRoutes() {
    return TABLE.stream().filter(route -> route.access() == Access.NAMED);
  }

  @ParameterizedTest
  @MethodSource("closedRoutes")
  void nobodyGetsIn(Route route) {
    var without = call(null, route);
    assertThat(without.status()).as(without.toString()).isEqualTo(401);
    assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"switchboard\"");
    assertThat(without.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(without.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/unauthenticated");

    var withNonsense = call("sb_live_" + "A".repeat(43), route);
    assertThat(withNonsense.status()).isEqualTo(401);
    assertThat(withNonsense.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @ParameterizedTest
  @MethodSource("namedRoutes")
  void anotherTenantFindsNothing(Route route) {
    var answer = call(SERVER.rivalKey(), route);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    assertThat(answer.text()).doesNotContain(messageId).doesNotContain(chatId);
  }

  @ParameterizedTest
  @MethodSource("namedRoutes")
  void whatDoesNotExistIsNotFound(Route route) {
    var answer = SERVER.send(SERVER.key(), route.method(),
        route.path().replaceAll("\\{.*?}", UUID.randomUUID().toString()), route.body());

    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
  }

  @Test
  void anotherTenantsListIsEmpty() {
    assertThat(SERVER.get(SERVER.rivalKey(), "/api/v1/chats").body().get("chats")).isEmpty();
    assertThat(SERVER.get(SERVER.key(), "/api/v1/chats").body().get("chats")).hasSize(1);
  }

  @Test
  void anotherTenantsAccountDoesNotExist() {
    var answer = SERVER.post(SERVER.rivalKey(), "/api/v1/messages",
        "{\"account\":\"acmes\",\"to\":\"+5511999990001\"," + TEXT + "}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("unknown-account");
  }

  @Test
  void anotherTenantsMessageCannotBeAnswered() {
    var answer = SERVER.post(SERVER.rivalKey(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"replyTo\":\"" + messageId + "\"," + TEXT + "}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("replyTo");
  }

  private static Answer call(@Nullable String token, Route route) {
    var path = route.path()
        .replace("{account}", "acmes")
        .replace("{id}", route.path().contains("/chats/") ? chatId : messageId);
    return SERVER.send(token, route.method(), path, route.body());
  }
}
