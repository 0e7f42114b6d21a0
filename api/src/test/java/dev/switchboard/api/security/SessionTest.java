package dev.switchboard.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Role;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.public-url", "https://chat.example.com");

  private static final String LOGIN = "/api/v1/login";
  private static final String ORIGIN = "https://chat.example.com";
  private String email;
  private UUID agentId;

  @BeforeEach
  void somebody() {
    email = UUID.randomUUID() + "@example.com";
    agentId = SERVER.bean(Agents.class)
        .create(SERVER.tenantId(), email, "Somebody", new Secret(TestServer.PASSWORD), Role.AGENT).id();
  }

  private Answer logIn(String password, String... headers) {
    return SERVER.post(null, LOGIN, "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}", headers);
  }

  private Answer logIn() {
    return logIn(TestServer.PASSWORD, "Origin", ORIGIN);
  }

  private static Answer refresh(String cookie) {
    return SERVER.post(null, LOGIN + "/refresh", "", "Cookie", cookie, "Origin", ORIGIN);
  }

  private static String cookie(Answer answer) {
    return answer.header("Set-Cookie").replaceAll(";.*", "");
  }

  private static String token(Answer answer) {
    return answer.body().get("accessToken").asText();
  }

  private static int status(String token) {
    return SERVER.get(token, "/api/v1/me").status();
  }

  @Test
  void aPageGetsATokenForAShortTimeAndACookieThatScriptsAndOtherSitesDoNot() {
    var answer = logIn();

    assertThat(answer.body().get("expiresIn").asInt()).isEqualTo(900);
    assertThat(answer.header("Set-Cookie")).startsWith("switchboard_refresh=")
        .contains("; Path=/api/v1/login", "; HTTPOnly", "; Secure", "; SameSite=Strict", "; Max-Age=1209600");
    assertThat(answer.text()).doesNotContain(cookie(answer).replaceAll(".*=", ""));
  }

  @Test
  void aPageThatWasFetchedInTheClearGetsACookieItCanKeep() {
    assertThat(logIn(TestServer.PASSWORD, "Origin", own()).header("Set-Cookie")).contains("; HTTPOnly")
        .doesNotContain("Secure");
  }

  @Test
  void aProgramGetsATokenForLonger() {
    assertThat(logIn(TestServer.PASSWORD).body().get("expiresIn").asInt()).isEqualTo(8 * 3600);
  }

  @Test
  void aCookieIsReplacedEachTimeItGetsAToken() {
    var first = logIn();

    var second = refresh(cookie(first));
    var third = refresh(cookie(second));

    assertThat(second.status()).as(second.toString()).isEqualTo(200);
    assertThat(second.body().at("/agent/email").asText()).isEqualTo(email);
    assertThat(Stream.of(first, second, third).map(SessionTest::cookie).distinct()).hasSize(3);
    assertThat(status(token(third))).isEqualTo(200);
  }

  @Test
  void twoPagesThatAskAtOnceGetTheSameCookie() {
    var first = cookie(logIn());

    var answers = Stream.generate(() -> CompletableFuture.supplyAsync(() -> refresh(first))).limit(5).toList().stream()
        .map(CompletableFuture::join).toList();

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers.stream().map(SessionTest::cookie).distinct()).hasSize(1);
  }

  @Test
  void whoeverUsesAnOldCookieEndsTheLoginForAll() {
    var stolen = cookie(logIn());
    var second = cookie(refresh(stolen));
    var third = refresh(second);

    assertThat(refresh(stolen).status()).isEqualTo(401);

    assertThat(refresh(cookie(third)).status()).isEqualTo(401);
    assertThat(status(token(third))).isEqualTo(401);
    assertThat(SERVER.database().count("audit_log where action = 'login-reused' and subject_id = ?", agentId)).isOne();
  }

  @Test
  void theLastCookieButOneIsAnOldOneAfterAMoment() {
    var first = cookie(logIn());
    var second = cookie(refresh(first));
    SERVER.database().run("update login_sessions set renewed_at = now() - interval '31 seconds'");

    assertThat(refresh(first).status()).isEqualTo(401);
    assertThat(refresh(second).status()).isEqualTo(401);
  }

  @Test
  void aLoginThatWasIdleForTooLongIsOver() {
    var cookie = cookie(logIn());
    SERVER.database().run("update login_sessions set expires_at = now()");

    assertThat(refresh(cookie).status()).isEqualTo(401);
  }

  @Test
  void whoWasNeverLoggedInIsToldNothing() {
    var answer = refresh("other=1");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @Test
  void whatIsNoCookieOfOursIsRefused() {
    var cookie = cookie(logIn());

    for (var bad : List.of("switchboard_refresh=x", cookie.replaceFirst("\\.0\\.", ".1."), cookie + "A",
        "switchboard_refresh=" + UUID.randomUUID() + ".0." + "A".repeat(43), "switchboard_refresh=")) {
      assertThat(refresh(bad).status()).as(bad).isEqualTo(401);
    }
    assertThat(refresh(cookie).status()).isEqualTo(200);
  }

  @Test
  void whoLogsOutTakesTheWorthFromTokenAndCookie() {
    var login = logIn();

    var out = SERVER.post(null, LOGIN + "/logout", "", "Cookie", cookie(login), "Origin", ORIGIN);

    assertThat(out.status()).as(out.toString()).isEqualTo(204);
    assertThat(out.header("Set-Cookie")).startsWith("switchboard_refresh=;").contains("Max-Age=0");
    assertThat(status(token(login))).isEqualTo(401);
    assertThat(refresh(cookie(login)).status()).isEqualTo(401);
  }

  @Test
  void aProgramLogsOutWithItsToken() {
    var token = token(logIn(TestServer.PASSWORD));

    assertThat(SERVER.post(token, LOGIN + "/logout", "").status()).isEqualTo(204);

    assertThat(status(token)).isEqualTo(401);
  }

  @Test
  void aLoginThatHasEndedIsOverOnAllNodes() {
    try (var other = SERVER.startAnother(Map.of())) {
      var there = other.getApplicationContext().getBean(TokenVerifier.class);
      var token = token(logIn());
      assertThat(there.verify(token)).isPresent();

      SERVER.post(token, LOGIN + "/logout", "");

      await().until(() -> there.verify(token).isEmpty());
    }
  }

  @Test
  void anotherPasswordEndsAllOtherLogins() {
    var mine = token(logIn());
    var other = logIn();

    var changed = SERVER.post(mine, "/api/v1/me/password",
        "{\"current\":\"" + TestServer.PASSWORD + "\",\"new\":\"quite another one\"}");

    assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
    assertThat(status(mine)).isEqualTo(200);
    assertThat(status(token(other))).isEqualTo(401);
    assertThat(refresh(cookie(other)).status()).isEqualTo(401);
    assertThat(logIn("quite another one").status()).isEqualTo(200);
    assertThat(logIn(TestServer.PASSWORD).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "current|{\"current\":\"wrong\",\"new\":\"quite another one\"}",
      "new|{\"current\":\"correct horse battery staple\",\"new\":\"short\"}",
      "new|{\"current\":\"correct horse battery staple\"}"})
  void aPasswordIsNotChangedByWhoDoesNotKnowItOrToABadOne(String field, String json) {
    var answer = SERVER.post(token(logIn()), "/api/v1/me/password", json);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(logIn().status()).isEqualTo(200);
  }

  @Test
  void whoGuessesTheirOwnPasswordHasToWait() {
    var token = token(logIn());
    for (var i = 0; i < 5; i++) {
      SERVER.post(token, "/api/v1/me/password", "{\"current\":\"guess\",\"new\":\"quite another one\"}");
    }

    var refused = SERVER.post(token, "/api/v1/me/password",
        "{\"current\":\"" + TestServer.PASSWORD + "\",\"new\":\"quite another one\"}");

    assertThat(refused.status()).isEqualTo(429);
    SERVER.bean(LoginThrottle.class).forgive(email, "127.0.0.1");
  }

  @Test
  void whoGuessesHasToWaitOnAllNodes() {
    try (var other = SERVER.startAnother(Map.of())) {
      var there = other.getApplicationContext().getBean(LoginThrottle.class);
      for (var i = 0; i < 5; i++) {
        logIn("wrong");
      }

      await().until(() -> there.begin(email, "10.0.0.1").isPresent());
      SERVER.bean(LoginThrottle.class).forgive(email, "127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/refresh", "/logout"})
  void pagesOfOthersCannotUseTheCookie(String route) {
    var login = logIn();
    var body = route.isEmpty() ? "{\"email\":\"" + email + "\",\"password\":\"" + TestServer.PASSWORD + "\"}" : "";

    for (var headers : List.of(List.of("Origin", "https://evil.example"), List.of("Origin", "null"),
        List.of("Origin", "https://chat.example.co"), List.of("Origin", ORIGIN, "Sec-Fetch-Site", "cross-site"),
        List.of("Origin", ORIGIN, "Sec-Fetch-Site", "same-site"))) {
      var all = Stream.concat(headers.stream(), Stream.of("Cookie", cookie(login))).toArray(String[]::new);
      assertThat(SERVER.post(null, LOGIN + route, body, all).status()).as(headers.toString()).isEqualTo(403);
    }

    assertThat(refresh(cookie(login)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"https://chat.example.com|", "here|", "https://elsewhere.example|same-origin"})
  void pagesOfOursCan(String origin, @Nullable String site) {
    var from = origin.equals("here") ? own() : origin;
    var headers = site == null
        ? new String[]{"Origin", from, "Cookie", cookie(logIn())}
        : new String[]{"Origin", from, "Cookie", cookie(logIn()), "Sec-Fetch-Site", site};

    assertThat(SERVER.post(null, LOGIN + "/refresh", "", headers).status()).isEqualTo(200);
  }

  private static String own() {
    URI uri = SERVER.uri("/");
    return "http://" + uri.getAuthority();
  }
}
