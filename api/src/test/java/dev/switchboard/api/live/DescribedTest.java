package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.chat.ClosingWindows;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.template.TemplateAdministration;
import dev.switchboard.core.template.TemplateDraft;
import dev.switchboard.core.tenant.Role;
import dev.switchboard.core.webhook.WebhookInbox;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What `docs/asyncapi.yaml` describes is said, and what is said is described; the latter by all tests of the WebSocket, which
/// look at everything that they hear.
class DescribedTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  /// Only workers have reason to say it.
  private static final Set<String> OF_WORKERS = Set.of("message_updated", "message_rerouted", "attachment_updated");

  private final LiveDescription description = LiveDescription.get();

  DescribedTest() {
    super(SERVER);
  }

  @Test
  void whatIsDescribedIsSaid() throws Exception {
    var leaving = SERVER.startAnother(Map.of());
    var token = SERVER.logIn(SERVER.tenantId(), Role.AGENT);
    var ana = connect(token);
    var bob = open(TestSocket.withToken(leaving.getURI(), SERVER.logIn(SERVER.tenantId(), Role.AGENT)));
    var begin = ana.await("ready").get("cursor").asText();
    bob.await("ready");

    customersWrite();
    await().until(() -> ana.of("message_received").size() == 2);
    var chat = ana.await("message_received").at("/message/chatId").asText();
    peopleChange(token, ana.of("message_received"));
    agentsWork(token, chat);
    SERVER.database().run("update chats set status = 'ACTIVE', window_watched = true, "
        + "window_expires_at = now() + interval '1 hour' where id = '" + chat + "'");
    SERVER.bean(ClosingWindows.class).tell(Duration.ofHours(2));
    SERVER.bean(TemplateAdministration.class).create(SERVER.tenantId(), null, "hello", Channel.SMS, "pt", false,
        new TemplateDraft(JsonNodeFactory.instance.objectNode().put("text", "Olá"), List.of()));
    ring();
    clientsTalk(ana, bob, token, chat);
    var late = open(TestSocket.connect(server(), ""))
        .say("{\"type\":\"auth\",\"token\":\"" + token + "\",\"resume\":\"" + begin + "\"}");
    var lost = open(TestSocket.resuming(server(), token, "nonsense"));
    leaving.getApplicationContext().getBean(LiveConnections.class).shutdownGracefully().toCompletableFuture().get();
    leaving.close();

    var sockets = List.of(ana, bob, late, lost);
    var missing = new TreeSet<>(description.told());
    missing.removeAll(OF_WORKERS);
    await().untilAsserted(() -> {
      sockets.forEach(socket -> socket.heard.forEach(message -> missing.remove(message.get("type").asText())));
      assertThat(missing).isEmpty();
    });
    assertThat(sockets.stream().flatMap(socket -> socket.said.stream())
        .map(json -> json.replaceAll(".*\"type\":\"([a-z_]+)\".*", "$1")).collect(Collectors.toSet()))
        .containsAll(description.said());
  }

  private static void receive(Map<String, String> item) {
    SERVER.bean(WebhookInbox.class).receive(SERVER.accountId(), TestProvider.webhook(List.of(item)));
  }

  private static void customersWrite() {
    receive(Map.of("from", "+5511999990001", "id", "in-1", "text", "Oi"));
    receive(Map.of("from", "+5511999990002", "id", "in-2", "text", "Oi"));
    receive(Map.of("moved", "+5511999990002", "to", "+5511999990003"));
    receive(Map.of("consent", "STOP", "of", "+5511999990002"));
    receive(Map.of("notice", "quality", "text", "lower"));
  }

  private static void peopleChange(String token, List<JsonNode> received) {
    var contacts = received.stream().map(message -> message.at("/message/contactId").asText()).toList();
    var merge = SERVER.post(token, "/api/v1/contacts/" + contacts.get(1) + "/merge",
        "{\"into\":\"" + contacts.get(0) + "\"}").body().get("id").asText();
    SERVER.post(token, "/api/v1/contact-merges/" + merge + "/undo", "");
    var admin = SERVER.logInAdmin(SERVER.tenantId());
    SERVER.post(admin, "/api/v1/labels", "{\"name\":\"urgent\",\"color\":\"#d73a4a\"}");
    SERVER.post(admin, "/api/v1/teams",
        "{\"name\":\"Billing\",\"agents\":[],\"accounts\":[]}");
  }

  private static void agentsWork(String token, String chat) {
    var reply = SERVER.post(token, "/api/v1/chats/" + chat + "/messages",
        "{\"content\":{\"type\":\"text\",\"text\":\"Bom dia\"}}").body().get("id").asText();
    SERVER.delete(token, "/api/v1/messages/" + reply);
    var note = SERVER.post(token, "/api/v1/chats/" + chat + "/notes", "{\"text\":\"Be kind\"}").body().get("id")
        .asText();
    SERVER.delete(token, "/api/v1/chats/" + chat + "/messages/" + note);
    SERVER.post(token, "/api/v1/chats/" + chat + "/assign",
        "{\"agentId\":\"" + SERVER.agent().id() + "\"}");
    SERVER.post(token, "/api/v1/chats/" + chat + "/snooze", "{\"until\":\"2100-01-01T00:00:00Z\"}");
    SERVER.post(token, "/api/v1/chats/" + chat + "/close", "");
  }

  private static void clientsTalk(TestSocket ana, TestSocket bob, String token, String chat) {
    bob.say("{\"type\":\"typing_start\",\"chatId\":\"" + chat + "\"}")
        .say("{\"type\":\"typing_stop\",\"chatId\":\"" + chat + "\"}")
        .say("{\"type\":\"looking\",\"chatId\":\"" + chat + "\"}")
        .say("{\"type\":\"looking\",\"chatId\":null}")
        .say("{\"type\":\"presence\",\"presence\":\"busy\"}");
    ana.await("typing_stop");
    bob.await("looking");
    ana.say("{\"type\":\"ping\"}")
        .say("{\"type\":\"auth\",\"token\":\"" + token + "\"}")
        .say("{\"type\":\"subscribe\",\"chats\":[\"" + chat + "\"]}")
        .say("{\"type\":\"subscribe\"}")
        .say("{\"type\":\"resume\",\"cursor\":\"nonsense\"}")
        .say("{\"type\":\"dance\"}");
  }

  @Test
  void theChannelHasEveryMessageAndAnOperationForIt() {
    var messages = names(description.document.at("/components/messages"));

    assertThat(names(description.document.at("/channels/live/messages"))).isEqualTo(messages);
    assertThat(Stream.of("tell", "hear")
        .flatMap(operation -> StreamSupport.stream(
            description.document.at("/operations/" + operation + "/messages").spliterator(), false))
        .map(message -> message.get("$ref").asText().replace("#/channels/live/messages/", ""))
        .collect(Collectors.toSet())).isEqualTo(messages);
  }

  private static Set<String> names(JsonNode object) {
    var names = new HashSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void whatIsNotAsDescribedIsFound() {
    var chat = JsonNodeFactory.instance.objectNode().put("type", "typing_start").put("chatId",
        UUID.randomUUID().toString());

    assertThat(description.faultsOfTold(chat)).isEmpty();
    assertThat(description.faultsOfTold(chat.deepCopy().put("other", 1))).hasSize(1);
    assertThat(description.faultsOfTold(chat.deepCopy().put("chatId", 1))).isNotEmpty();
    assertThat(description.faultsOfTold(chat.deepCopy().without("chatId"))).hasSize(1);
    assertThat(description.faultsOfTold(chat.deepCopy().put("type", "dancing"))).hasSize(1);
  }
}
