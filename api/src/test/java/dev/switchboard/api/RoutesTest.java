package dev.switchboard.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.template.TemplateAdministration;
import dev.switchboard.core.template.TemplateChange;
import dev.switchboard.core.template.TemplateDraft;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.webhook.WebhookInbox;
import io.micronaut.web.router.Router;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every route, as nobody, in each role, and as another tenant. A new route has to be added to the table, or the first test fails.
class RoutesTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static final String TEXT = "\"content\":{\"type\":\"text\",\"text\":\"Oi\"}";

  /// Who calls.
  enum Caller {
    SERVICE, AGENT, SUPERVISOR, ADMIN
  }

  enum Access {
    /// For everybody.
    OPEN,
    /// For whoever is logged in; sees nothing but the caller's own.
    OWN(Caller.values()),
    /// Names something of one tenant, which is not there for another.
    NAMED(Caller.values()),
    /// For agents, whatever their role, and not for services. Of this and the following, those with a name in the path name
    /// something of one tenant.
    AGENT(Caller.AGENT, Caller.SUPERVISOR, Caller.ADMIN),
    /// For supervisors and admins.
    SUPERVISOR(Caller.SUPERVISOR, Caller.ADMIN),
    /// For admins alone.
    ADMIN(Caller.ADMIN),
    /// For supervisors, admins and services.
    OVERSEEING(Caller.SERVICE, Caller.SUPERVISOR, Caller.ADMIN),
    /// For admins and services.
    CONFIGURING(Caller.SERVICE, Caller.ADMIN);

    private final Set<Caller> callers;

    Access(Caller... callers) {
      this.callers = Set.of(callers);
    }
  }

  record Route(String method, String path, Access access, @Nullable String body) {

    String name() {
      return method + " " + path;
    }

    /// Whether it names a chat, or something that is held over an account.
    boolean isOfAccount() {
      return isNamed() && OF_ACCOUNTS.stream().anyMatch(path::contains);
    }

    boolean isNamed() {
      return access != Access.OPEN && access != Access.OWN && path.contains("{") && !MADE_BY_NAME.contains(name());
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private static final Set<String> OF_ACCOUNTS = Set.of("/chats/{", "/messages/{", "/attachments/{", "/accounts/{",
      "/sandbox/{");

  /// A tenant that calls them makes one of its own.
  private static final Set<String> MADE_BY_NAME = Set.of("PUT /api/v1/routes/{name}");

  static final List<Route> TABLE = List.of(
      new Route("GET", "/", Access.OPEN, null),
      // A page without anything of anybody in it, which logs in by the API.
      new Route("GET", "/inbox", Access.OPEN, null),
      new Route("GET", "/inbox/chats/{id}", Access.OPEN, null),
      new Route("GET", "/inbox/overview", Access.OPEN, null),
      new Route("GET", "/inbox/settings", Access.OPEN, null),
      new Route("GET", "/inbox/settings/{section}", Access.OPEN, null),
      new Route("GET", "/inbox/assets/{name}", Access.OPEN, null),
      new Route("GET", "/inbox/worker.js", Access.OPEN, null),
      new Route("GET", "/health", Access.OPEN, null),
      new Route("GET", "/health/{selector}", Access.OPEN, null),
      new Route("GET", "/prometheus", Access.OPEN, null),
      new Route("GET", "/openapi/switchboard.yml", Access.OPEN, null),
      // The address is the proof.
      new Route("GET", "/files/{token}", Access.OPEN, null),
      new Route("GET", "/webhooks/{accountId}", Access.OPEN, null),
      new Route("POST", "/webhooks/{accountId}", Access.OPEN, null),
      new Route("POST", "/api/v1/login", Access.OPEN, null),
      // By the cookie.
      new Route("POST", "/api/v1/login/refresh", Access.OPEN, ""),
      new Route("POST", "/api/v1/login/logout", Access.OPEN, ""),
      // Authenticates by itself, in the handshake or by the first message.
      new Route("GET", "/api/v1/ws", Access.OPEN, null),
      new Route("POST", "/api/v1/messages", Access.OWN,
          "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}"),
      new Route("POST", "/api/v1/messages/batch", Access.OWN, "{\"messages\":[]}"),
      new Route("POST", "/api/v1/messages/dry-run", Access.OWN,
          "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}"),
      new Route("GET", "/api/v1/routes", Access.OWN, null),
      new Route("GET", "/api/v1/routes/{name}", Access.NAMED, null),
      new Route("PUT", "/api/v1/routes/{name}", Access.CONFIGURING, "{\"legs\":[]}"),
      new Route("DELETE", "/api/v1/routes/{name}", Access.CONFIGURING, null),
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
      new Route("GET", "/api/v1/overview", Access.OVERSEEING, null),
      new Route("GET", "/api/v1/labels", Access.OWN, null),
      new Route("POST", "/api/v1/labels", Access.SUPERVISOR, "{}"),
      new Route("PATCH", "/api/v1/labels/{id}", Access.SUPERVISOR, "{}"),
      new Route("DELETE", "/api/v1/labels/{id}", Access.SUPERVISOR, null),
      new Route("GET", "/api/v1/canned-replies", Access.OWN, null),
      new Route("POST", "/api/v1/canned-replies", Access.SUPERVISOR, "{}"),
      new Route("PATCH", "/api/v1/canned-replies/{id}", Access.SUPERVISOR, "{}"),
      new Route("DELETE", "/api/v1/canned-replies/{id}", Access.SUPERVISOR, null),
      new Route("GET", "/api/v1/contacts/{id}", Access.NAMED, null),
      new Route("PATCH", "/api/v1/contacts/{id}", Access.NAMED, "{}"),
      new Route("GET", "/api/v1/contacts/{id}/chats", Access.NAMED, null),
      new Route("POST", "/api/v1/contacts/{id}/merge", Access.NAMED,
          "{\"into\":\"00000000-0000-0000-0000-000000000000\"}"),
      new Route("POST", "/api/v1/contact-merges/{id}/undo", Access.NAMED, ""),
      new Route("GET", "/api/v1/suppressions", Access.OWN, null),
      new Route("PUT", "/api/v1/suppressions", Access.ADMIN,
          "{\"kind\":\"PHONE\",\"address\":\"+5511999990001\",\"why\":\"asked\"}"),
      new Route("DELETE", "/api/v1/suppressions/{id}", Access.ADMIN, null),
      new Route("GET", "/api/v1/templates", Access.OWN, null),
      new Route("POST", "/api/v1/templates", Access.SUPERVISOR, "{}"),
      new Route("GET", "/api/v1/templates/{id}", Access.NAMED, null),
      new Route("PUT", "/api/v1/templates/{id}", Access.SUPERVISOR, "{\"version\":1}"),
      new Route("DELETE", "/api/v1/templates/{id}", Access.SUPERVISOR, null),
      new Route("POST", "/api/v1/templates/{id}/preview", Access.NAMED, "{}"),
      new Route("GET", "/api/v1/accounts/{name}/templates", Access.NAMED, null),
      new Route("POST", "/api/v1/accounts/{name}/templates/sync", Access.SUPERVISOR, ""),
      new Route("POST", "/api/v1/sandbox/{account}/inbound", Access.NAMED,
          "{\"from\":\"+5511999990001\"," + TEXT + "}"),
      new Route("GET", "/api/v1/providers", Access.OWN, null),
      new Route("GET", "/api/v1/accounts", Access.OWN, null),
      new Route("POST", "/api/v1/accounts", Access.ADMIN, "{\"name\":\"x\",\"provider\":\"test\"}"),
      new Route("GET", "/api/v1/accounts/{name}", Access.NAMED, null),
      new Route("PATCH", "/api/v1/accounts/{name}", Access.ADMIN, "{}"),
      new Route("DELETE", "/api/v1/accounts/{name}", Access.ADMIN, null),
      new Route("GET", "/api/v1/accounts/{name}/check", Access.NAMED, null),
      new Route("GET", "/api/v1/me", Access.AGENT, null),
      new Route("PATCH", "/api/v1/me", Access.AGENT, "{}"),
      new Route("POST", "/api/v1/me/password", Access.AGENT, "{}"),
      new Route("GET", "/api/v1/agents", Access.OWN, null),
      new Route("POST", "/api/v1/agents", Access.ADMIN, "{}"),
      new Route("PATCH", "/api/v1/agents/{id}", Access.ADMIN, "{}"),
      new Route("POST", "/api/v1/agents/{id}/password", Access.ADMIN, "{\"password\":\"a good password\"}"),
      new Route("GET", "/api/v1/teams", Access.OWN, null),
      new Route("POST", "/api/v1/teams", Access.ADMIN, "{}"),
      new Route("PATCH", "/api/v1/teams/{id}", Access.ADMIN, "{}"),
      new Route("DELETE", "/api/v1/teams/{id}", Access.ADMIN, null),
      new Route("GET", "/api/v1/api-keys", Access.ADMIN, null),
      new Route("POST", "/api/v1/api-keys", Access.ADMIN, "{}"),
      new Route("DELETE", "/api/v1/api-keys/{id}", Access.ADMIN, null),
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

  private static final Pattern NAME = Pattern.compile("\\{(.*?)}");
  private static final Map<String, String> IDS = new HashMap<>();
  private static final Map<Caller, String> TOKENS = new EnumMap<>(Caller.class);
  private static final Map<Caller, String> RIVALS = new EnumMap<>(Caller.class);
  /// Of an agent who sees acme's account; those among the tokens are of another team, or of none.
  private static String team;

  @BeforeAll
  static void somethingOfEachOfAcme() {
    logIn(TOKENS, SERVER.key(), SERVER.tenantId());
    logIn(RIVALS, SERVER.rivalKey(), SERVER.rivalId());
    var admin = TOKENS.get(Caller.ADMIN);
    var message = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\"," + TEXT + "}").body();
    IDS.put("messages", message.get("id").asText());
    IDS.put("chats", message.get("chatId").asText());
    IDS.put("contacts",
        SERVER.database().value(UUID.class, "select contact_id from chats where contact_id is not null limit 1")
            .toString());
    SERVER.send(SERVER.key(), "PUT", "/api/v1/routes/acmes", "{\"legs\":[{\"account\":\"test\"}]}");
    var template = SERVER.bean(TemplateAdministration.class).create(SERVER.tenantId(), null, "hello", Channel.SMS, "pt",
        false, new TemplateDraft(JsonNodeFactory.instance.objectNode().put("text", "Olá"), List.of()));
    IDS.put("templates", ((TemplateChange.Done) template).id().toString());
    IDS.put("attachments", id(SERVER.post(SERVER.key(), "/api/v1/attachments", "a file")));
    SERVER.database().run("update attachments set message_id = '%s', chat_id = '%s' where id = '%s'"
        .formatted(IDS.get("messages"), IDS.get("chats"), IDS.get("attachments")));
    IDS.put("agents", SERVER.agent().id().toString());
    IDS.put("api-keys", id(SERVER.post(admin, "/api/v1/api-keys", "{\"name\":\"another\"}")));
    IDS.put("labels", id(SERVER.post(admin, "/api/v1/labels", "{\"name\":\"new\",\"color\":\"#0e8a16\"}")));
    IDS.put("replys",
        id(SERVER.post(admin, "/api/v1/canned-replies", "{\"shortcut\":\"hi\",\"text\":\"Olá\"}")));
    IDS.put("canned-replies", IDS.get("replys"));
    IDS.put("suppressions", id(SERVER.send(admin, "PUT", "/api/v1/suppressions",
        "{\"kind\":\"PHONE\",\"address\":\"+5511999990009\",\"why\":\"asked\"}")));
    IDS.put("subscriptions", id(SERVER.post(admin, "/api/v1/push/subscriptions",
        "{\"endpoint\":\"https://push.example/1\",\"keys\":{\"p256dh\":\"B\",\"auth\":\"a\"}}")));
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(),
        TestProvider.webhook(List.of(Map.of("from", "+5511999990002", "id", "in-1", "text", "Oi"))));
    IDS.put("webhooks", SERVER.get(admin, "/api/v1/webhooks").body().at("/webhooks/0/id").asText());
    SERVER.database().run("update channel_accounts set name = 'acmes' where tenant_id = '" + SERVER.tenantId() + "'");
    IDS.put("teams", id(SERVER.post(admin, "/api/v1/teams",
        "{\"name\":\"Theirs\",\"agents\":[\"" + SERVER.agent().id() + "\"],\"accounts\":[\"acmes\"]}")));
    team = SERVER.logIn();
  }

  private static void logIn(Map<Caller, String> tokens, String key, UUID tenantId) {
    tokens.put(Caller.SERVICE, key);
    tokens.put(Caller.AGENT, SERVER.logIn(tenantId, Role.AGENT));
    tokens.put(Caller.SUPERVISOR, SERVER.logIn(tenantId, Role.SUPERVISOR));
    tokens.put(Caller.ADMIN, SERVER.logIn(tenantId, Role.ADMIN));
  }

  private static String id(Answer answer) {
    return answer.body().path("id").asText();
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
    return TABLE.stream().filter(Route::isNamed);
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
  @MethodSource("closedRoutes")
  void whoeverItIsNotForIsRefused(Route route) {
    for (var caller : EnumSet.allOf(Caller.class)) {
      var token = TOKENS.get(caller);
      if (route.access().callers.contains(caller)) {
        // Of something that is not there, so that all that follow find what there is.
        assertThat(callNowhere(token, route).status()).as(caller + " may").isNotIn(401, 403, 500);
      } else {
        var answer = call(token, route);
        assertThat(answer.status()).as(caller + ": " + answer).isEqualTo(403);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("namedRoutes")
  void anotherTenantFindsNothing(Route route) {
    for (var caller : route.access().callers) {
      var answer = call(RIVALS.get(caller), route);

      assertThat(answer.status()).as(caller + ": " + answer).isEqualTo(404);
      IDS.values().forEach(id -> assertThat(answer.text()).doesNotContain(id));
    }
  }

  static Stream<Route> routesOfAccounts() {
    return TABLE.stream().filter(Route::isOfAccount);
  }

  @ParameterizedTest
  @MethodSource("routesOfAccounts")
  void anAgentOfAnotherTeamFindsNothing(Route route) {
    for (var caller : List.of(Caller.AGENT, Caller.SUPERVISOR)) {
      if (route.access().callers.contains(caller)) {
        var answer = call(TOKENS.get(caller), route);

        assertThat(answer.status()).as(caller + ": " + answer).isEqualTo(404);
        IDS.values().forEach(id -> assertThat(answer.text()).doesNotContain(id));
      }
    }
  }

  static Stream<Route> lookedAtOfAccounts() {
    return lookedAt().filter(Route::isOfAccount).filter(route -> route.access().callers.contains(Caller.AGENT));
  }

  @ParameterizedTest
  @MethodSource("lookedAtOfAccounts")
  void anAgentOfTheTeamFindsIt(Route route) {
    assertThat(call(team, route).status()).isEqualTo(200);
  }

  /// Lists, and what of acme is in them for who sees it.
  static Stream<Arguments> lists() {
    return Stream.of(Arguments.of("/api/v1/chats", "/chats"), Arguments.of("/api/v1/chats?status=ACTIVE", "/chats"),
        Arguments.of("/api/v1/search?q=99999", "/results"), Arguments.of("/api/v1/accounts", "/accounts"),
        Arguments.of("/api/v1/webhooks", "/webhooks"), Arguments.of("/api/v1/teams", "/teams/0/accounts"),
        Arguments.of("/api/v1/contacts/%s/chats".formatted(IDS.get("contacts")), "/chats"),
        Arguments.of("/api/v1/contacts/%s".formatted(IDS.get("contacts")), "/chats"));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void whatAnotherTeamHasIsInNoList(String path, String member) {
    for (var token : List.of(team, SERVER.key(), TOKENS.get(Caller.ADMIN))) {
      assertThat(SERVER.get(token, path).body().at(member).toString()).contains("acmes");
    }
    for (var caller : List.of(Caller.AGENT, Caller.SUPERVISOR)) {
      var answer = SERVER.get(TOKENS.get(caller), path);

      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(answer.text()).as(caller.toString()).doesNotContain("acmes", IDS.get("chats"));
    }
  }

  @Test
  void whatAnotherTeamHasIsNotCounted() {
    assertThat(SERVER.get(team, "/api/v1/chats/counts").body().get("unread").asInt()).isPositive();
    assertThat(SERVER.get(TOKENS.get(Caller.AGENT), "/api/v1/chats/counts").body().get("unread").asInt()).isZero();
  }

  @Test
  void overAnotherTeamsAccountNothingIsSent() {
    var message = "{\"account\":\"acmes\",\"to\":\"+5511999990001\"," + TEXT + "}";

    var answer = SERVER.post(TOKENS.get(Caller.AGENT), "/api/v1/messages", message);
    var batch = SERVER.post(TOKENS.get(Caller.AGENT), "/api/v1/messages/batch", "{\"messages\":[" + message + "]}");
    var listed = SERVER.get(TOKENS.get(Caller.AGENT), "/api/v1/chats?account=acmes");
    var routed = SERVER.post(TOKENS.get(Caller.AGENT), "/api/v1/messages",
        message.replace("\"account\":\"acmes\"", "\"route\":\"acmes\""));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("unknown-account");
    assertThat(batch.body().at("/results/0/problem/errors/0/code").asText()).isEqualTo("unknown-account");
    assertThat(listed.body().at("/errors/0/code").asText()).isEqualTo("unknown-account");
    assertThat(routed.status()).as(routed.toString()).isEqualTo(422);
  }

  @ParameterizedTest
  @MethodSource("namedRoutes")
  void whatDoesNotExistIsNotFound(Route route) {
    var answer = callNowhere(TOKENS.get(Caller.ADMIN), route);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
  }

  static Stream<Route> lookedAt() {
    return namedRoutes().filter(route -> route.method().equals("GET"));
  }

  // Or else the tests above would find nothing whoever asked.
  @ParameterizedTest
  @MethodSource("lookedAt")
  void whatOthersDoNotFindIsThere(Route route) {
    var answer = call(TOKENS.get(Caller.ADMIN), route);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void anotherTenantsListIsEmpty() {
    assertThat(SERVER.get(SERVER.rivalKey(), "/api/v1/chats").body().get("chats")).isEmpty();
    assertThat(SERVER.get(SERVER.key(), "/api/v1/chats").body().get("chats")).isNotEmpty();
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
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"replyTo\":\"" + IDS.get("messages") + "\"," + TEXT + "}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("replyTo");
  }

  private static Answer call(@Nullable String token, Route route) {
    var path = NAME.matcher(route.path()).replaceAll(name -> value(route.path(), name.group(1)));
    return SERVER.send(token, route.method(), path, route.body());
  }

  // An id is of what the word before it says, another one of what its own name says.
  private static String value(String path, String name) {
    if (!name.equals("id") && !name.endsWith("Id")) {
      return "acmes";
    }
    var words = List.of(path.split("/"));
    var kind = name.equals("id") ? words.get(words.indexOf("{id}") - 1) : name.replaceAll("Id$", "s");
    return IDS.getOrDefault(kind, IDS.get("messages"));
  }

  private static Answer callNowhere(@Nullable String token, Route route) {
    return SERVER.send(token, route.method(), NAME.matcher(route.path()).replaceAll(UUID.randomUUID().toString()),
        route.body());
  }
}
