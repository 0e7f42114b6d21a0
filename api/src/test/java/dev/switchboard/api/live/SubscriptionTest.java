package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.event.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriptionTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private final UUID one = UUID.randomUUID();
  private final UUID two = UUID.randomUUID();

  SubscriptionTest() {
    super(SERVER);
  }

  @Test
  void whoeverNamesChatsHearsOfThemAndOfNothingElse() {
    var everything = connect(SERVER.key());
    everything.await("ready");
    var some = connectTo(one);

    writeIn(one, "in one");
    writeIn(two, "in two");
    write("in no chat");
    writeIn(one, "again in one");

    await().until(() -> everything.names().size() == 4);
    await().until(() -> some.names().contains("again in one"));
    assertThat(some.names()).containsExactly("in one", "again in one");
    assertThat(everything.names()).containsExactly("in one", "in two", "in no chat", "again in one");
  }

  @Test
  void theServerSaysWhichChatsItHasUnderstood() {
    assertThat(chats(connectTo(one, two).await("ready"))).containsExactlyInAnyOrder(one, two);
    var all = connect(SERVER.key());
    assertThat(all.await("ready").has("chats")).isFalse();
    assertThat(chats(subscribe(all, one))).containsExactly(one);
  }

  @Test
  void chatsMayBeNamedInTheFirstMessage() {
    var socket = open(TestSocket.connect(server(), "")).say(
        "{\"type\":\"auth\",\"token\":\"" + SERVER.key() + "\",\"chats\":" + array(two) + "}");
    socket.await("ready");

    writeIn(one, "in one");
    writeIn(two, "in two");

    await().until(() -> socket.names().contains("in two"));
    assertThat(socket.names()).containsExactly("in two");
  }

  @Test
  void anotherTenantsChatIsNeverHeard() {
    var rival = open(TestSocket.connect(server(), "?chats=" + one, "Authorization", "Bearer " + SERVER.rivalKey()));
    rival.await("ready");

    writeIn(one, "ours");
    events.appendIn(SERVER.rivalId(), one, "theirs");
    ring();

    await().until(() -> rival.names().contains("theirs"));
    assertThat(rival.names()).containsExactly("theirs");
  }

  @Test
  void aLaterSubscriptionTakesThePlaceOfTheOneBefore() {
    var socket = connectTo(one);

    subscribe(socket, two);
    writeIn(one, "in one");
    writeIn(two, "in two");

    await().until(() -> socket.names().contains("in two"));
    assertThat(socket.names()).containsExactly("in two");
  }

  @Test
  void aSubscriptionWithoutChatsIsToEverything() {
    var socket = connectTo(one);

    socket.say("{\"type\":\"subscribe\"}").await("subscribed");
    writeIn(two, "in two");
    write("in no chat");

    await().until(() -> socket.names().contains("in no chat"));
    assertThat(socket.names()).containsExactly("in two", "in no chat");
  }

  @Test
  void whoeverWantsNothingHearsNothing() {
    var nothing = connect(SERVER.key());
    nothing.await("ready");
    subscribe(nothing);

    writeIn(one, "in one");
    write("in no chat");
    subscribe(nothing, two);
    writeIn(two, "in two");

    await().until(() -> nothing.names().contains("in two"));
    assertThat(nothing.names()).containsExactly("in two");
  }

  @Test
  void fromTheCursorOfASubscriptionOnNothingIsMissing() {
    var socket = connectTo(one);
    var writing = CompletableFuture.runAsync(() -> IntStream.range(0, 300).forEach(i -> {
      writeIn(one, "one " + i);
      writeIn(two, "two " + i);
    }), Thread::startVirtualThread);

    await().until(() -> socket.names().size() > 20);
    var cursor = subscribe(socket, one, two).get("cursor").asText();
    writing.join();

    await().until(() -> socket.names().contains("one 299") && socket.names().contains("two 299"));
    assertThat(socket.names().stream().filter(name -> name.startsWith("one")))
        .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "one " + i).toList());
    var replayed = resuming(cursor, two);
    replayed.await("resumed");
    assertThat(socket.names().stream().filter(name -> name.startsWith("two"))).containsExactlyElementsOf(
        replayed.names());
  }

  @Test
  void aReplayTellsOfTheChatsThatAreNamed() {
    var first = connectTo(one);
    first.cut();
    writeIn(one, "missed in one");
    writeIn(two, "missed in two");
    write("missed in no chat");

    var second = resuming(first.cursor(), two);
    var resumed = second.await("resumed");
    writeIn(one, "live in one");
    writeIn(two, "live in two");

    await().until(() -> second.names().contains("live in two"));
    assertThat(second.names()).containsExactly("missed in two", "live in two");
    assertThat(resumed.get("replayed").asInt()).isEqualTo(1);
  }

  @Test
  void aReplayOfFewGoesThroughPagesOfOthers() {
    var first = connectTo(two);
    first.cut();
    var others = IntStream.range(0, 1_200).mapToObj(i -> "other " + i).toArray(String[]::new);
    writeIn(two, "early");
    events.append(SERVER.tenantId(), others);
    writeIn(two, "late");

    var second = resuming(first.cursor(), two);

    second.await("resumed");
    assertThat(second.names()).containsExactly("early", "late");
  }

  @Test
  void aResumeFromBeforeTheSubscriptionWasChangedGetsAResync() {
    var socket = connectTo(one);
    var before = socket.cursor();
    writeIn(one, "told");
    await().until(() -> socket.names().contains("told"));
    subscribe(socket, one, two);

    socket.say("{\"type\":\"resume\",\"cursor\":\"" + before + "\"}");

    assertThat(socket.await("resync").get("reason").asText()).isEqualTo("subscription");
    writeIn(two, "after");
    await().until(() -> socket.names().contains("after"));
    assertThat(socket.names()).containsExactly("told", "after");
  }

  @Test
  void whoeverChangesItsMindWhileManyWriteMissesNothingOfWhatItAlwaysWantedAndHearsNothingTwice() {
    var socket = connectTo(one);
    var total = 400;
    var writing = CompletableFuture.runAsync(() -> IntStream.range(0, total).forEach(i -> writeIn(one, "one " + i)),
        Thread::startVirtualThread);

    for (var i = 0; i < 60 && !writing.isDone(); i++) {
      subscribe(socket, i % 2 == 0 ? new UUID[]{one, two} : new UUID[]{one});
    }

    writing.join();
    await().until(() -> socket.names().contains("one " + (total - 1)));
    assertThat(socket.names()).containsExactlyElementsOf(
        IntStream.range(0, total).mapToObj(i -> "one " + i).toList());
    assertThat(cursors(socket)).isSortedAccordingTo((a, b) -> compare(a, b));
  }

  @Test
  void typingIsHeardByWhoeverLooksAtTheChat() {
    SERVER.database().run("insert into chats (id, tenant_id, kind) values ('%s', '%s', 'direct')"
        .formatted(one, SERVER.tenantId()));
    var typist = connect(SERVER.logIn());
    typist.await("ready");
    var looks = connectTo(one);
    var looksElsewhere = connectTo(two);

    typist.say("{\"type\":\"typing_start\",\"chatId\":\"" + one + "\"}");

    looks.await("typing_start");
    looksElsewhere.say("{\"type\":\"ping\"}").await("pong");
    assertThat(looksElsewhere.of("typing_start")).isEmpty();
  }

  @Test
  void chatsThatAreNoIdsAreRefused() {
    var socket = connectTo(one);

    socket.say("{\"type\":\"subscribe\",\"chats\":\"all\"}").say("{\"type\":\"subscribe\",\"chats\":[\"x\"]}")
        .say("{\"type\":\"ping\"}").await("pong");
    writeIn(one, "as before");

    await().until(() -> socket.names().contains("as before"));
    assertThat(socket.of("error")).extracting(error -> error.get("code").asText())
        .containsExactly("bad_message", "bad_message");
  }

  @Test
  void anAddressWithChatsThatAreNoIdsIsRefused() {
    var socket = open(TestSocket.connect(server(), "?chats=x", "Authorization", "Bearer " + SERVER.key()));

    assertThat(socket.awaitClose()).isEqualTo(4400);
  }

  private TestSocket connectTo(UUID... chats) {
    var socket = open(TestSocket.connect(server(), "?chats=" + list(chats), "Authorization", "Bearer " + SERVER.key()));
    socket.await("ready");
    return socket;
  }

  private TestSocket resuming(String cursor, UUID... chats) {
    return open(TestSocket.connect(server(), "?resume=" + cursor + "&chats=" + list(chats), "Authorization",
        "Bearer " + SERVER.key()));
  }

  private static JsonNode subscribe(TestSocket socket, UUID... chats) {
    var before = socket.of("subscribed").size();
    socket.say("{\"type\":\"subscribe\",\"chats\":" + array(chats) + "}");
    await().until(() -> socket.of("subscribed").size() > before);
    return socket.of("subscribed").getLast();
  }

  private static String list(UUID... chats) {
    return Stream.of(chats).map(UUID::toString).collect(Collectors.joining(","));
  }

  private static String array(UUID... chats) {
    return Stream.of(chats).map(chat -> '"' + chat.toString() + '"').collect(Collectors.joining(",", "[", "]"));
  }

  private static List<UUID> chats(JsonNode message) {
    var chats = new ArrayList<UUID>();
    message.get("chats").forEach(chat -> chats.add(UUID.fromString(chat.asText())));
    return chats;
  }

  private static List<String> cursors(TestSocket socket) {
    return socket.heard.stream().filter(message -> message.has("cursor"))
        .map(message -> message.get("cursor").asText()).toList();
  }

  private static int compare(String a, String b) {
    return Cursor.parse(a).orElseThrow()
        .compareTo(Cursor.parse(b).orElseThrow());
  }
}
