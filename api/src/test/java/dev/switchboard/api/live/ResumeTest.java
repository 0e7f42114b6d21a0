package dev.switchboard.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.api.TestServer;
import dev.switchboard.core.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResumeTest extends LiveTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  ResumeTest() {
    super(SERVER);
  }

  @Test
  void whoeverWasCutOffHearsWhatItMissedAndNothingTwice() {
    var first = connect(SERVER.key());
    first.await("ready");
    write("heard");
    await().until(() -> first.names().contains("heard"));
    first.cut();
    write("missed 1", "missed 2");

    var second = open(TestSocket.resuming(server(), SERVER.key(), first.cursor()));
    var resumed = second.await("resumed");
    write("live");

    await().until(() -> second.names().contains("live"));
    assertThat(second.names()).containsExactly("missed 1", "missed 2", "live");
    assertThat(resumed.get("replayed").asInt()).isEqualTo(2);
  }

  @Test
  void aClientMayResumeOnAnotherNode() {
    var other = another();
    var first = connect(SERVER.key());
    first.await("ready");
    first.cut();
    write("missed");

    var second = open(TestSocket.resuming(other, SERVER.key(), first.cursor()));

    second.await("resumed");
    assertThat(second.names()).containsExactly("missed");
  }

  @Test
  void aClientMayResumeInItsFirstMessage() {
    var first = connect(SERVER.key());
    first.await("ready");
    first.cut();
    write("missed");

    var second = open(TestSocket.connect(server(), ""))
        .say("{\"type\":\"auth\",\"token\":\"" + SERVER.key() + "\",\"resume\":\"" + first.cursor() + "\"}");

    second.await("resumed");
    assertThat(second.names()).containsExactly("missed");
  }

  @Test
  void whatWasToldLiveIsNotReplayedWhenTheClientResumesLater() {
    var colleague = connect(SERVER.key());
    var start = colleague.await("ready").get("cursor").asText();
    write("missed");
    await().until(() -> colleague.names().contains("missed"));
    var socket = connect(SERVER.key());
    socket.await("ready");
    write("live before");
    await().until(() -> socket.names().contains("live before"));

    socket.say("{\"type\":\"resume\",\"cursor\":\"" + start + "\"}");
    var resumed = socket.await("resumed");
    write("live after");

    await().until(() -> socket.names().contains("live after"));
    assertThat(socket.names()).containsExactly("live before", "missed", "live after");
    assertThat(resumed.get("replayed").asInt()).isEqualTo(1);
  }

  @Test
  void aClientThatIsCutAgainAndAgainWhileManyWriteMissesNothingAndHearsNothingTwice() {
    var writers = 8;
    var each = 60;
    var first = connect(SERVER.key());
    first.await("ready");
    var cursor = first.cursor();
    first.cut();
    var writing = IntStream.range(0, writers).mapToObj(writer -> CompletableFuture.runAsync(() -> {
      for (var i = 0; i < each; i++) {
        write(writer + "/" + i);
      }
    }, Thread::startVirtualThread)).toList();
    var heard = new ArrayList<String>();

    while (heard.size() < writers * each) {
      var socket = TestSocket.resuming(server(), SERVER.key(), cursor);
      socket.await("resumed");
      await().until(() -> !socket.names().isEmpty());
      socket.cut();
      // What arrives from now on is heard again: only what was looked at counts.
      for (var message : List.copyOf(socket.heard)) {
        if (message.has("name")) {
          heard.add(message.get("name").asText());
          cursor = message.get("cursor").asText();
        }
      }
    }

    writing.forEach(CompletableFuture::join);
    assertThat(heard).doesNotHaveDuplicates().hasSize(writers * each);
  }

  @Test
  void aCursorThatMeansNothingGetsAResyncAndEventsGoOnFromThere() {
    for (var cursor : List.of("nonsense", "99.1.1", "1.999999999999.0")) {
      var socket = open(TestSocket.resuming(server(), SERVER.key(), cursor));

      assertThat(socket.await("resync").get("reason").asText()).isIn("invalid", "epoch", "future");
      write("after " + cursor);
      await().until(() -> socket.names().contains("after " + cursor));
      assertThat(socket.of("resumed")).isEmpty();
    }
  }

  @Test
  void everybodyGetsAResyncWhenTheClusterWasRestored() {
    var socket = connect(SERVER.key());
    socket.await("ready");

    SERVER.database().run("select begin_event_epoch()");

    assertThat(socket.await("resync").get("reason").asText()).isEqualTo("epoch");
    write("in the new epoch");
    await().until(() -> socket.names().contains("in the new epoch"));
  }

  @Test
  void aSlowClientIsClosedAndMissesNothingWhenItComesBack() {
    var names = IntStream.range(0, 200).mapToObj(i -> "slow " + i).toArray(String[]::new);
    var deaf = open(TestSocket.deaf(server(), SERVER.key()));
    var attentive = connect(SERVER.key());
    attentive.await("ready");
    await().until(() -> connections() >= 2);

    for (var name : names) {
      events.appendPadded(SERVER.tenantId(), "x".repeat(100_000), name);
      ring();
      await().pollInterval(Duration.ofMillis(5)).until(() -> attentive.names().contains(name));
    }

    deaf.readOn();
    deaf.awaitClose();
    var back = open(TestSocket.resuming(server(), SERVER.key(), deaf.cursor()));
    back.await("resumed");
    assertThat(deaf.names()).hasSizeLessThan(names.length);
    var both = new ArrayList<>(deaf.names());
    both.addAll(back.names());
    assertThat(both).containsExactly(names);
  }

  @Test
  void aSlowClientMayResumeMoreThanItsBufferHolds() {
    var names = IntStream.range(0, 9_000).mapToObj(i -> "many " + i).toArray(String[]::new);
    var first = connect(SERVER.key());
    first.await("ready");
    first.cut();
    events.appendPadded(SERVER.tenantId(), "x".repeat(1_000), names);
    ring();

    var second = open(TestSocket.resuming(server(), SERVER.key(), first.cursor()));

    second.await("resumed");
    assertThat(second.names()).containsExactly(names);
  }

  @Test
  void socketsStayOpenWhileTheDatabaseIsAwayAndMissNothing() {
    var socket = connect(SERVER.key());
    socket.await("ready");
    write("before");

    Outage.of(SERVER.database()).close();

    await().ignoreExceptionsInstanceOf(RuntimeException.class).untilAsserted(() -> write("after"));
    await().until(() -> socket.names().contains("after"));
    assertThat(socket.names()).containsExactly("before", "after");
    assertThat(socket.closeCode).isZero();
  }
}
