package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuthenticationTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  AuthenticationTest() {
    super(SERVER);
  }

  @Test
  void aServiceShowsItsKeyInTheHandshake() {
    var ready = connect(SERVER.key()).await("ready");

    assertThat(ready.get("tenantId").asText()).isEqualTo(SERVER.tenantId().toString());
    assertThat(ready.has("agentId")).isFalse();
  }

  @Test
  void aBrowserShowsItsTokenAsASubprotocol() {
    var socket = open(TestSocket.connect(server(), "", "Sec-WebSocket-Protocol",
        "switchboard.v1, bearer." + SERVER.logIn()));

    var ready = socket.await("ready");

    assertThat(socket.subprotocol()).isEqualTo("switchboard.v1");
    assertThat(ready.get("agentId").asText()).isEqualTo(SERVER.agent().id().toString());
    assertThat(ready.get("expiresAt").asText()).isNotEmpty();
  }

  @Test
  void whoeverShowsNothingSaysItInTheFirstMessage() {
    var socket = open(TestSocket.connect(server(), ""));

    socket.say("{\"type\":\"auth\",\"token\":\"" + SERVER.key() + "\"}");

    socket.await("ready");
  }

  @Test
  void nothingIsHeardBeforeTheClientHasSaidWhoItIs() {
    var socket = open(TestSocket.connect(server(), ""));
    write("secret");

    socket.say("{\"type\":\"ping\"}");

    assertThat(socket.await("error").get("code").asText()).isEqualTo("unauthenticated");
    assertThat(socket.heard).hasSize(1);
  }

  @Test
  void aBadTokenIsRefusedAndCounted() {
    var before = refused();

    var socket = open(TestSocket.withToken(server(), "nonsense"));

    assertThat(socket.awaitClose()).isEqualTo(4401);
    assertThat(refused()).isEqualTo(before + 1);
  }

  @Test
  void whoeverSaysNothingForTooLongIsRefused() {
    var impatient = another("switchboard.live.auth-deadline", "200ms");

    var socket = open(TestSocket.connect(impatient, ""));

    assertThat(socket.awaitClose()).isEqualTo(4401);
  }

  @Test
  void anExpiredTokenClosesAnOpenSocket() throws Exception {
    var shortLived = another("switchboard.jwt.lifetime", "2s");

    var socket = open(TestSocket.withToken(shortLived, logInAt(shortLived)));

    socket.await("ready");
    assertThat(socket.awaitClose()).isEqualTo(4401);
    assertThat(socket.closeReason).isEqualTo("token expired");
  }

  @Test
  void aFreshTokenKeepsTheSocketOpen() throws Exception {
    var shortLived = another("switchboard.jwt.lifetime", "2s");
    var refreshing = open(TestSocket.withToken(shortLived, logInAt(shortLived)));
    var careless = open(TestSocket.withToken(shortLived, logInAt(shortLived)));
    refreshing.await("ready");

    refreshing.say("{\"type\":\"auth\",\"token\":\"" + SERVER.logIn() + "\"}");

    refreshing.await("authenticated");
    careless.awaitClose();
    refreshing.say("{\"type\":\"ping\"}").await("pong");
  }

  @Test
  void nobodyBecomesSomebodyElse() {
    var socket = connect(SERVER.logIn());
    socket.await("ready");

    socket.say("{\"type\":\"auth\",\"token\":\"" + SERVER.rivalKey() + "\"}");

    assertThat(socket.await("error").get("code").asText()).isEqualTo("unauthorized");
  }

  @Test
  void aRevokedKeyClosesAnOpenSocket() {
    var watchful = another("switchboard.live.verify-interval", "100ms");
    var keys = SERVER.bean(ApiKeys.class);
    var issued = keys.issue(SERVER.tenantId(), "to be revoked");
    var socket = open(TestSocket.withToken(watchful, issued.key().reveal()));
    socket.await("ready");

    keys.revoke(Actor.node(SERVER.tenantId()), issued.id());

    assertThat(socket.awaitClose()).isEqualTo(4401);
    assertThat(socket.closeReason).isEqualTo("token revoked");
  }
}
