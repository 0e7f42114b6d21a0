package dev.switchboard.core.doorbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.Outage;
import dev.switchboard.core.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DoorbellTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final List<String> heardHere = new CopyOnWriteArrayList<>();
  private final List<String> heardThere = new CopyOnWriteArrayList<>();
  private final AtomicInteger reconnects = new AtomicInteger();
  private Doorbell here;
  private Doorbell there;

  @BeforeEach
  void twoNodesListen() {
    here = new Doorbell(DB.database());
    there = new Doorbell(DB.database());
    here.on("", heardHere::add);
    there.on("", heardThere::add);
    there.onReconnect(reconnects::incrementAndGet);
    awaitHearing(here, heardThere);
    awaitHearing(there, heardHere);
    heardHere.clear();
    heardThere.clear();
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void listenersOfTheSameNodeHearAtOnce() {
    here.ring("events");

    assertThat(heardHere).containsExactly("events");
  }

  @Test
  void listenersOfOtherNodesHear() {
    here.ring("lane 42 0");

    await().untilAsserted(() -> assertThat(heardThere).containsExactly("lane 42 0"));
  }

  @Test
  void nobodyHearsItsOwnRingAgain() {
    here.ring("task");
    there.ring("answer");

    await().until(() -> heardHere.contains("answer"));
    await().until(() -> heardThere.contains("task"));
    assertThat(heardHere).containsExactly("task", "answer");
  }

  @Test
  void aListenerHearsOnlyTopicsOfItsPrefixUntilItIsClosed() throws Exception {
    var lanes = new CopyOnWriteArrayList<String>();
    var listening = here.on("lane ", lanes::add);

    here.ring("lane 1 0");
    here.ring("events");
    listening.close();
    here.ring("lane 2 0");

    assertThat(lanes).containsExactly("lane 1 0");
  }

  @Test
  void aListenerThatFailsDisturbsNobody() {
    var listeners = new CopyOnWriteArrayList<String>();
    here.on("", topic -> {
      throw new IllegalStateException("on purpose");
    });
    here.on("", listeners::add);

    assertThatCode(() -> here.ring("events")).doesNotThrowAnyException();
    assertThat(listeners).containsExactly("events");
    await().until(() -> heardThere.contains("events"));
  }

  @Test
  void manyRingsOfOneTopicBecomeFewNotifications() {
    for (var i = 0; i < 20_000; i++) {
      here.ring("events");
    }
    here.ring("last");

    await().until(() -> heardThere.contains("last"));
    assertThat(heardThere).contains("events").hasSizeLessThan(5_000);
  }

  @Test
  void aTopicTooLongForTheDatabaseIsHeardOnThisNodeAndStopsNothing() {
    var tooLong = "live " + "ü".repeat(4_000);

    here.ring(tooLong);
    here.ring("events");

    assertThat(heardHere).containsExactly(tooLong, "events");
    await().untilAsserted(() -> assertThat(heardThere).containsExactly("events"));
  }

  @Test
  void theLongestTopicIsHeard() {
    var longest = "x".repeat(Announcements.MAX_BYTES);

    here.ring(longest);

    await().untilAsserted(() -> assertThat(heardThere).containsExactly(longest));
  }

  @Test
  void triggersOfTheSchemaAreHeardAsChanges() {
    DB.run("select pg_notify('switchboard_changed', 'channel_accounts 42')");

    await().untilAsserted(() -> assertThat(heardHere).containsExactly("changed channel_accounts 42"));
  }

  @Test
  void afterItsConnectionsWereKilledItSaysSoAndHearsAgain() {
    var before = reconnects.get();

    killConnections();

    await().until(() -> reconnects.get() > before);
    here.ring("events");
    await().until(() -> heardThere.contains("events"));
  }

  @Test
  void whatIsRungWhileTheConnectionIsAwayIsSentWhenItIsBackExceptWhatNobodyWantsLate() {
    try (var _ = Outage.of(DB, "switchboard-ring")) {
      here.ring("live typing");
      here.ring("lane 7 1");
    }

    await().until(() -> heardThere.contains("lane 7 1"));
    assertThat(heardThere).doesNotContain("live typing");
  }

  @Test
  void ringingAClosedDoorbellHarmsNobody() {
    here.close();

    assertThatCode(() -> here.ring("events")).doesNotThrowAnyException();
  }

  private static void killConnections() {
    DB.run("""
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where datname = current_database()
          and application_name like 'switchboard-%'
        """);
  }

  private static void awaitHearing(Doorbell ringing, List<String> heard) {
    await().until(() -> {
      ringing.ring("are you there");
      return heard.contains("are you there");
    });
    // Rings of one node arrive in order, so after this one nothing else is on its way.
    ringing.ring("ready");
    await().until(() -> heard.contains("ready"));
  }
}
