package dev.switchboard.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.template.TemplateAdministration;
import dev.switchboard.core.template.TemplateChange;
import dev.switchboard.core.template.TemplateDraft;
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
    NAMED,
    /// For admins alone.
    ADMIN,
    /// For agents, whatever their role, and not for services.
    AGENT
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
      // The address is the proof.
      new Route("GET", "/files/{token}", Access.OPEN, null),
      new Route("GET", "/webhooks/{accountId}", Access.OPEN, null),
      new Route("POST", "/webhooks/{accountId}", Access.OPEN, null),
      new Route("POST", "/api/v1/login", Access.OPEN, null),
      // Authenticates by itself, in the handshake or by the first message.
      new Route("GET", "/api/v1/ws", Access.OPEN, null),
      new Route("POST", "/api/v1/messages", Access.OWN,
          "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}"),
      new Route("POST", "/api/v1/messages/batch", Access.OWN, "{\"messages\":[]}"),
      new Route("POST", "/api/v1/messages/dry-run", Access.OWN,
          "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}"),
      new Route("GET", "/api/v1/routes", Access.OWN, null),
      new Route("GET", "/api/v1/routes/{name}", Access.NAMED, null),
      // Makes it, so a tenant without such accounts is refused for its body.
      new Route("PUT", "/api/v1/routes/{name}", Access.OWN, "{\"legs\":[]}"),
      new Route("DELETE", "/api/v1/routes/{name}", Access.NAMED, null),
      new Route("GET", "/api/v1/messages/{id}", Access.NAMED, null),
      new Route("DELETE", "/api/v1/messages/{id}", Access.NAMED, null),
      new Route("GET", "/api/v1/messages/{id}/timeline", Access.NAMED, null),
      new Route("POST", "/api/v1/attachments", Access.OWN, "x"),
      new Route("GET", "/api/v1/attachments/{id}", Access.NAMED, null),
      new Route("GET", "/api/v1/attachments/{id}/content", Access.NAMED, null),
      new Route("GET", "/api/v1/chats", Access.OWN, null),
      new Route("GET", "/api/v1/chats/counts", Access.OWN, null),
      new Route("GET", "/api/v1/chats/{id}", Access.NAMED, null),
      new Route("POST", "/api/v1/chats/{id}/read", Access.NAMED, ""),
      new Route("POST", "/api/v1/chats/{id}/unread", Access.NAMED, ""),
      new Route("POST", "/api/v1/chats/{id}/close", Access.NAMED, ""),
      new Route("POST", "/api/v1/chats/{id}/reopen", Access.NAMED, ""),
      new Route("POST", "/api/v1/chats/{id}/archive", Access.NAMED, ""),
      new Route("POST", "/api/v1/chats/{id}/snooze", Access.NAMED, "{}"),
      new Route("POST", "/api/v1/chats/{id}/assign", Access.NAMED, "{}"),
      new Route("POST", "/api/v1/chats/{id}/transfer", Access.NAMED, "{}"),
      new Route("GET", "/api/v1/chats/{id}/audit", Access.NAMED, null),
      new Route("GET", "/api/v1/chats/{id}/messages", Access.NAMED, null),
      new Route("POST", "/api/v1/chats/{id}/messages", Access.NAMED, "{" + TEXT + "}"),
      new Route("POST", "/api/v1/chats/{id}/notes", Access.NAMED, "{\"text\":\"x\"}"),
      new Route("DELETE", "/api/v1/chats/{id}/messages/{messageId}", Access.NAMED, null),
      new Route("PUT", "/api/v1/chats/{id}/labels", Access.NAMED, "{\"labels\":[]}"),
      new Route("GET", "/api/v1/chats/{id}/canned-replies/{replyId}", Access.NAMED, null),
      new Route("GET", "/api/v1/search", Access.OWN, null),
      new Route("GET", "/api/v1/labels", Access.OWN, null),
      new Route("POST", "/api/v1/labels", Access.OWN, "{}"),
      new Route("PATCH", "/api/v1/labels/{id}", Access.NAMED, "{}"),
      new Route("DELETE", "/api/v1/labels/{id}", Access.NAMED, null),
      new Route("GET", "/api/v1/canned-replies", Access.OWN, null),
      new Route("POST", "/api/v1/canned-replies", Access.OWN, "{}"),
      new Route("PATCH", "/api/v1/canned-replies/{id}", Access.NAMED, "{}"),
      new Route("DELETE", "/api/v1/canned-replies/{id}", Access.NAMED, null),
      new Route("GET", "/api/v1/contacts/{id}", Access.NAMED, null),
      new Route("PATCH", "/api/v1/contacts/{id}", Access.NAMED, "{}"),
      new Route("GET", "/api/v1/contacts/{id}/chats", Access.NAMED, null),
      new Route("POST", "/api/v1/contacts/{id}/merge", Access.NAMED,
          "{\"into\":\"00000000-0000-0000-0000-000000000000\"}"),
      new Route("POST", "/api/v1/contact-merges/{id}/undo", Access.NAMED, ""),
      new Route("GET", "/api/v1/suppressions", Access.OWN, null),
      new Route("PUT", "/api/v1/suppressions", Access.OWN,
          "{\"kind\":\"PHONE\",\"address\":\"+5511999990001\",\"why\":\"asked\"}"),
      new Route("DELETE", "/api/v1/suppressions/{id}", Access.NAMED, null),
      new Route("GET", "/api/v1/templates", Access.OWN, null),
      new Route("POST", "/api/v1/templates", Access.OWN, "{}"),
      new Route("GET", "/api/v1/templates/{id}", Access.NAMED, null),
      new Route("PUT", "/api/v1/templates/{id}", Access.NAMED, "{\"version\":1}"),
      new Route("DELETE", "/api/v1/templates/{id}", Access.NAMED, null),
      new Route("POST", "/api/v1/templates/{id}/preview", Access.NAMED, "{}"),
      new Route("GET", "/api/v1/accounts/{name}/templates", Access.NAMED, null),
      new Route("POST", "/api/v1/accounts/{name}/templates/sync", Access.NAMED, ""),
      new Route("POST", "/api/v1/sandbox/{account}/inbound", Access.NAMED,
          "{\"from\":\"+5511999990001\"," + TEXT + "}"),
      new Route("GET", "/api/v1/accounts", Access.OWN, null),
      new Route("POST", "/api/v1/accounts", Access.ADMIN, "{\"name\":\"x\",\"provider\":\"test\"}"),
      new Route("GET", "/api/v1/accounts/{name}", Access.NAMED, null),
      new Route("PATCH", "/api/v1/accounts/{name}", Access.ADMIN, "{}"),
      new Route("DELETE", "/api/v1/accounts/{name}", Access.ADMIN, null),
      new Route("GET", "/api/v1/accounts/{name}/check", Access.NAMED, null),
      new Route("GET", "/api/v1/push/public-key", Access.AGENT, null),
      new Route("GET", "/api/v1/push/subscriptions", Access.AGENT, null),
      new Route("POST", "/api/v1/push/subscriptions", Access.AGENT, "{}"),
      new Route("DELETE", "/api/v1/push/subscriptions/{id}", Access.AGENT, null),
      new Route("GET", "/api/v1/push/settings", Access.AGENT, null),
      new Route("PUT", "/api/v1/push/settings", Access.ADMIN, "{}"),
      new Route("GET", "/api/v1/webhooks", Access.OWN, null),
      new Route("GET", "/api/v1/webhooks/{id}", Access.ADMIN, null),
      new Route("POST", "/api/v1/webhooks/{id}/replay", Access.ADMIN, ""),
      new Route("POST", "/api/v1/webhooks/replay", Access.ADMIN, "{\"account\":\"acmes\"}"));

  private static String messageId;
  private static String chatId;
  private static String agent;
  private static String templateId;
  private static String attachmentId;

  @BeforeAll
  static void aMessageOfAcme() {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}").body();
    messageId = answer.get("id").asText();
    chatId = answer.get("chatId").asText();
    SERVER.send(SERVER.key(), "PUT", "/api/v1/routes/acmes", "{\"legs\":[{\"account\":\"test\"}]}");
    agent = SERVER.logIn();
    var template = SERVER.bean(TemplateAdministration.class).create(SERVER.tenantId(), null, "hello", Channel.SMS, "pt",
        false, new TemplateDraft(JsonNodeFactory.instance.objectNode().put("text", "Olá"), List.of()));
    templateId = ((TemplateChange.Done) template).id().toString();
    attachmentId = SERVER.post(SERVER.key(), "/api/v1/attachments", "a file").body().get("id").asText();
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

  static Stream<Route> adminRoutes() {
    return TABLE.stream().filter(route -> route.access() == Access.ADMIN);
  }

  @ParameterizedTest
  @MethodSource("adminRoutes")
  void whoeverIsNoAdminMayNot(Route route) {
    for (var token : List.of(SERVER.key(), agent)) {
      var answer = call(token, route);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  static Stream<Route> agentsRoutes() {
    return TABLE.stream().filter(route -> route.access() == Access.AGENT);
  }

  @ParameterizedTest
  @MethodSource("agentsRoutes")
  void aServiceMayNotWhatIsForAgents(Route route) {
    assertThat(call(SERVER.key(), route).status()).isEqualTo(403);
    assertThat(call(agent, route).status()).isNotEqualTo(403);
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
        .replace("{name}", "acmes")
        .replace("{messageId}", messageId)
        .replace("{replyId}", UUID.randomUUID().toString())
        .replace("{id}", idIn(route.path()));
    return SERVER.send(token, route.method(), path, route.body());
  }

  private static String idIn(String path) {
    if (path.contains("/templates/")) {
      return templateId;
    }
    if (path.contains("/attachments/")) {
      return attachmentId;
    }
    return path.contains("/chats/") ? chatId : messageId;
  }
}
