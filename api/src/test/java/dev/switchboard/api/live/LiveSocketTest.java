package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.api.TestServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LiveSocketTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  LiveSocketTest() {
    super(SERVER);
  }

  @Test
  void anEventHasTypeCursorTimeAndTheMembersOfItsPayload() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    write("hello");

    var event = socket.await("message_received");
    assertThat(event.get("name").asText()).isEqualTo("hello");
    assertThat(event.get("cursor").asText()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
    assertThat(event.get("at").asText()).isNotEmpty();
  }

  @Test
  void anEventWithATimeOfItsOwnKeepsIt() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    SERVER.database().run("""
        insert into events (epoch, tenant_id, kind, payload)
        values ((select max(epoch) from event_epochs), '%s', 'message_status_updated',
          '{"messageId": "%s", "chatId": "%s", "status": "SENT", "at": "2026-01-01T00:00:00Z"}')
        """.formatted(SERVER.tenantId(), UUID.randomUUID(), UUID.randomUUID()));
    ring();

    assertThat(socket.await("message_status_updated").get("at").asText()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void nobodyHearsAnotherTenantsEvents() {
    var ours = connect(SERVER.key());
    var rival = connect(SERVER.rivalKey());
    ours.await("ready");
    rival.await("ready");

    write("ours");
    events.append(SERVER.rivalId(), "theirs");
    ring();

    await().until(() -> ours.names().contains("ours") && rival.names().contains("theirs"));
    assertThat(ours.names()).containsExactly("ours");
    assertThat(rival.names()).containsExactly("theirs");
  }

  @Test
  void anotherTenantsCursorTellsOnlyOnesOwnEvents() {
    var ours = connect(SERVER.key());
    ours.await("ready");
    write("ours");
    await().until(() -> ours.names().contains("ours"));

    var rival = open(TestSocket.resuming(server(), SERVER.rivalKey(), ours.await("ready").get("cursor").asText()));

    rival.await("resumed");
    assertThat(rival.names()).isEmpty();
  }

  @Test
  void eventsReachClientsOfAllNodes() {
    var here = connect(SERVER.key());
    var there = open(TestSocket.withToken(another(), SERVER.key()));
    here.await("ready");
    there.await("ready");

    write("everywhere");

    await().until(() -> here.names().contains("everywhere") && there.names().contains("everywhere"));
  }

  @Test
  void aPingIsAnswered() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    socket.say("{\"type\":\"ping\"}");

    socket.await("pong");
  }

  @Test
  void theServerPingsAndClosesWhoeverDoesNotAnswer() {
    var nervous = another("switchboard.live.ping-interval", "100ms", "switchboard.live.silence", "2s");
    var alive = open(TestSocket.withToken(nervous, SERVER.key()));
    var dead = open(TestSocket.deaf(nervous, SERVER.key()));
    alive.await("ready");
    await().until(() -> alive.pings > 40);

    dead.readOn();

    assertThat(dead.awaitClose()).isIn(4409, -1);
    assertThat(alive.closeCode).isZero();
  }

  @Test
  void whatIsNotUnderstoodIsAnsweredAndClosesNothing() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    socket.say("not json").say("[]").say("{\"type\":\"dance\"}").say("{\"type\":\"resume\"}")
        .say("{\"type\":\"ping\"}");

    socket.await("pong");
    assertThat(socket.of("error")).extracting(error -> error.get("code").asText())
        .containsExactly("bad_message", "bad_message", "unknown_type", "bad_message");
  }

  @Test
  void whoeverSaysTooMuchIsClosed() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    for (var i = 0; i < 101; i++) {
      socket.say("{\"type\":\"ping\"}");
    }

    assertThat(socket.awaitClose()).isEqualTo(4429);
    assertThat(socket.await("error").get("code").asText()).isEqualTo("flood");
  }

  @Test
  void aMessageThatIsTooLongCloses() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    socket.say("{\"type\":\"" + "x".repeat(20_000) + "\"}");

    assertThat(socket.awaitClose()).isEqualTo(1009);
  }

  @Test
  void othersOfTheTenantHearWhoIsTypingOnAllNodes() {
    var chat = newChat();
    var other = another();
    var typist = connect(SERVER.logIn());
    var colleague = connect(SERVER.key());
    var elsewhere = open(TestSocket.withToken(other, SERVER.key()));
    var rival = open(TestSocket.withToken(other, SERVER.rivalKey()));
    List.of(typist, colleague, elsewhere, rival).forEach(socket -> socket.await("ready"));

    typist.say("{\"type\":\"typing_start\",\"chatId\":\"" + chat + "\"}");

    var heard = colleague.await("typing_start");
    assertThat(heard.get("chatId").asText()).isEqualTo(chat.toString());
    assertThat(heard.get("agentId").asText()).isEqualTo(SERVER.agent().id().toString());
    elsewhere.await("typing_start");
    typist.say("{\"type\":\"ping\"}").await("pong");
    rival.say("{\"type\":\"ping\"}").await("pong");
    assertThat(typist.of("typing_start")).isEmpty();
    assertThat(rival.of("typing_start")).isEmpty();
  }

  @Test
  void nobodyTypesInAnotherTenantsChat() {
    var chat = newChat();
    var rival = connect(SERVER.rivalKey());
    rival.await("ready");

    rival.say("{\"type\":\"typing_start\",\"chatId\":\"" + chat + "\"}");

    assertThat(rival.await("error").get("code").asText()).isEqualTo("unknown_chat");
  }

  @Test
  void clientsAreToldWhenTheNodeGoesDown() {
    var node = SERVER.startAnother(Map.of());
    var socket = open(TestSocket.withToken(node.getURI(), SERVER.key()));
    socket.await("ready");

    var gone = node.getApplicationContext().getBean(LiveConnections.class).shutdownGracefully();

    socket.await("reconnect");
    assertThat(socket.awaitClose()).isEqualTo(1012);
    await().until(() -> gone.toCompletableFuture().isDone());
    node.close();
  }

  @Test
  void openConnectionsAreCounted() {
    // A node of its own: sockets of other tests may still be closing on the shared one.
    try (var node = SERVER.startAnother(Map.of())) {
      var gauge = node.getApplicationContext().getBean(MeterRegistry.class).get("switchboard.live.connections").gauge();
      var socket = open(TestSocket.withToken(node.getURI(), SERVER.key()));
      socket.await("ready");
      assertThat(gauge.value()).isEqualTo(1);

      socket.cut();

      await().until(() -> gauge.value() == 0);
    }
  }

  private static UUID newChat() {
    var chat = UUID.randomUUID();
    SERVER.database().run("insert into chats (id, tenant_id, kind) values ('%s', '%s', 'direct')"
        .formatted(chat, SERVER.tenantId()));
    return chat;
  }
}
