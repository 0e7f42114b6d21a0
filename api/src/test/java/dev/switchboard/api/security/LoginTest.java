package dev.switchboard.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Agents;
import dev.switchboard.core.tenant.Role;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoginTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.jwt.secret", SECRET);

  @Test
  void anAgentGetsATokenThatOpensTheApi() {
    var answer = SERVER.post(null, "/api/v1/login", """
        {"email":"ANA@example.com","password":"%s"}""".formatted(TestServer.PASSWORD));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().at("/expiresIn").asLong()).isEqualTo(Duration.ofHours(8).toSeconds());
    assertThat(answer.body().at("/agent/role").asText()).isEqualTo("agent");
    assertThat(answer.body().at("/agent/tenantId").asText()).isEqualTo(SERVER.tenantId().toString());
    assertThat(SERVER.bean(TokenVerifier.class).verify(answer.body().get("accessToken").asText()).orElseThrow())
        .satisfies(principal -> {
          assertThat(principal.agentId()).isEqualTo(SERVER.agent().id());
          assertThat(principal.tenantId()).isEqualTo(SERVER.tenantId());
          assertThat(principal.role()).isEqualTo(Role.AGENT);
          assertThat(principal.expiresAt()).isAfter(Instant.now());
        });
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressGetTheSameAnswer() {
    var wrong = SERVER.post(null, "/api/v1/login", "{\"email\":\"ana@example.com\",\"password\":\"x\"}");
    var unknown = SERVER.post(null, "/api/v1/login", "{\"email\":\"nobody@example.com\",\"password\":\"x\"}");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(unknown.text()).isEqualTo(wrong.text());
  }

  @Test
  void whoGuessesHasToWait() {
    SERVER.bean(Agents.class).create(SERVER.tenantId(), "guessed@example.com", "Guessed", new Secret("right"),
        Role.AGENT);
    for (var i = 0; i < 5; i++) {
      assertThat(guess("wrong").status()).isEqualTo(401);
    }

    var refused = guess("right");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 15);
    assertThat(refused.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/too-many-requests");
  }

  private static TestServer.Answer guess(String password) {
    return SERVER.post(null, "/api/v1/login",
        "{\"email\":\"guessed@example.com\",\"password\":\"" + password + "\"}");
  }

  @Test
  void onlyHs256WithOurKeyIsAccepted() throws JOSEException {
    var claims = claims(Instant.now().plusSeconds(60));

    assertThat(isGood(sign(claims, JWSAlgorithm.HS256, SECRET))).isTrue();
    assertThat(isGood(sign(claims, JWSAlgorithm.HS256, "another key that is also long enough"))).isFalse();
    assertThat(isGood(sign(claims, JWSAlgorithm.HS384, SECRET + SECRET))).isFalse();
    assertThat(isGood(new PlainJWT(claims).serialize())).isFalse();
    assertThat(isGood("not.a.token")).isFalse();
  }

  @Test
  void anExpiredTokenIsWorthless() throws JOSEException {
    assertThat(isGood(sign(claims(Instant.now().minusSeconds(1)), JWSAlgorithm.HS256, SECRET))).isFalse();
  }

  @Test
  void aTokenOfADisabledAgentIsWorthless() throws JOSEException {
    var agent = SERVER.bean(Agents.class).create(SERVER.tenantId(), "gone@example.com", "Gone", new Secret("x"),
        Role.AGENT);
    SERVER.database().run("update agents set disabled_at = now() where id = '" + agent.id() + "'");

    assertThat(isGood(sign(claims(agent.id(), Instant.now().plusSeconds(60)), JWSAlgorithm.HS256, SECRET))).isFalse();
  }

  @Test
  void aServerWithoutAProperKeyDoesNotStart() {
    assertThatThrownBy(() -> ApplicationContext.run(Map.of(
        "switchboard.api.enabled", "true",
        "test-server", "true",
        "datasources.default.url", SERVER.database().url(),
        "datasources.default.username", "postgres",
        "datasources.default.password", "postgres",
        "switchboard.jwt.secret", "too short")).close())
        .rootCause()
        .hasMessage("switchboard.jwt.secret must be set to a random text of at least 32 bytes "
            + "(environment variable SWITCHBOARD_JWT_SECRET); it has 9.");
  }

  private static boolean isGood(String token) {
    return SERVER.bean(TokenVerifier.class).verify(token).isPresent();
  }

  private static JWTClaimsSet claims(Instant expiry) {
    return claims(SERVER.agent().id(), expiry);
  }

  private static JWTClaimsSet claims(UUID agentId, Instant expiry) {
    return new JWTClaimsSet.Builder().issuer("switchboard").subject(agentId.toString())
        .expirationTime(Date.from(expiry)).build();
  }

  private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, String key) throws JOSEException {
    var token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(new MACSigner(key));
    return token.serialize();
  }
}
