package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.message.TimelineWait.Why;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.PairRates;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.tenant.Viewer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How fast one person is written to, over all nodes and lanes, and that nobody else waits for it.
class PairRateTest {

  private static final String ANA = "+5511999990001";
  private static final String BIA = "+5511999990002";
  // So long that nothing comes back while a test runs.
  private static final Duration EVERY = Duration.ofHours(1);

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    engine.provider.able = able -> able.pairRate(EVERY, 2);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, status_checks, pair_rates", "update account_rates set paused_until = '-infinity'");
  }

  @Test
  void aBurstGoesAtOnceAndTheNextWaitsForTheRate() {
    var ids = IntStream.range(0, 3).mapToObj(i -> engine.accept(ANA, "message " + i)).toList();

    engine.drain();

    assertThat(engine.provider.sent).extracting(message -> message.id()).containsExactlyElementsOf(ids.subList(0, 2));
    assertThat(engine.status(ids.get(2))).as("nothing has happened to it").isEqualTo("QUEUED");
    assertThat(DB.count("""
        outbox
        where message_id = ?
          and ready and attempt = 0 and token = 0 and lease_until is null
          and due_at between now() + interval '59 minutes' and now() + interval '60 minutes'""", ids.get(2)))
        .isEqualTo(1);
  }

  @Test
  void twoNodesAtOnceSendNoMoreThanTheBurst() throws Exception {
    for (var lane : Lane.values()) {
      engine.accept(engine.request(ANA, "x", lane, null));
    }
    try (var twin = new TestEngineTwin(engine)) {
      var claimed = Race.atOnce(6,
          i -> claim(i % 2 == 0 ? engine.outbox : twin.outbox(), Lane.values()[i % 3]).size());

      assertThat(claimed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2);
    }
    assertThat(DB.count("outbox where lease_until is null and due_at > now()")).isEqualTo(1);
  }

  @Test
  void aClaimWaitsForOneThatCountsTheSamePersonAtThisMoment() throws Exception {
    engine.provider.able = able -> able.pairRate(EVERY, 1);
    engine.accept(engine.request(ANA, "x", Lane.INTERACTIVE, null));
    engine.accept(engine.request(ANA, "x", Lane.BULK, null));
    var held = new HeldCommit(engine.database);
    var first = Race.begin(() -> claim(new Outbox(held.database(), TestEngine.SETTINGS), Lane.INTERACTIVE));
    held.awaitHeld();

    var second = Race.begin(() -> claim(engine.outbox, Lane.BULK));
    Race.awaitBlocked(DB, second);
    held.release();

    assertThat(first.get()).hasSize(1);
    assertThat(second.get()).isEmpty();
    assertThat(DB.count("outbox where lane = 2 and due_at > now() + interval '59 minutes'")).isEqualTo(1);
  }

  @Test
  void whoMustWaitStandsInNobodysWay() {
    for (var i = 0; i < 3; i++) {
      engine.accept(ANA, "message " + i);
    }
    engine.claim(1).forEach(engine::send);
    engine.claim(1).forEach(engine::send);
    var other = engine.accept(BIA, "x");

    // Ana's third is the first in the queue.
    var claim = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 1, "x");

    assertThat(ids(claim.messages())).containsExactly(other);
  }

  @Test
  void manyWhoMustWaitStandInNobodysWay() {
    engine.provider.able = able -> able.pairRate(EVERY, 1);
    IntStream.range(0, 30).forEach(i -> engine.accept("+55119999901%02d".formatted(i), "1"));
    engine.drain();
    IntStream.range(0, 30).forEach(i -> engine.accept("+55119999901%02d".formatted(i), "2"));
    var other = engine.accept(BIA, "x");

    assertThat(ids(engine.claim(7))).containsExactly(other);
    assertThat(engine.claim(7)).isEmpty();
    assertThat(DB.count("outbox where due_at > now() + interval '50 minutes'")).isEqualTo(30);
  }

  @Test
  void aClaimThatPassedSomebodyOverSaysThatThereMayBeMore() {
    engine.provider.able = able -> able.pairRate(EVERY, 1);
    engine.accept(ANA, "1");
    engine.drain();
    engine.accept(ANA, "2");
    engine.accept(BIA, "x");
    engine.accept("+5511999990003", "x");

    var claim = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 2, "x");

    assertThat(claim.messages()).hasSize(1);
    assertThat(claim.more()).isTrue();
  }

  @Test
  void theOrderOfAChatIsKept() {
    var ids = IntStream.range(0, 6).mapToObj(i -> engine.accept(ANA, "message " + i)).toList();
    for (var round = 0; round < 3; round++) {
      engine.drain();
      DB.run("update pair_rates set tat = tat - interval '2 hours'",
          "update outbox set due_at = now() where state = 'QUEUED'");
    }

    assertThat(engine.provider.sent).extracting(message -> message.id()).containsExactlyElementsOf(ids);
  }

  @Test
  void theTimelineTellsWhyItWaits() {
    IntStream.range(0, 2).forEach(i -> engine.accept(ANA, "message " + i));
    var third = engine.accept(ANA, "message 3");
    engine.drain();

    var waiting = new TimelineReader(engine.database).find(Viewer.all(engine.tenantId), third).orElseThrow().waiting();

    assertThat(waiting.why()).isEqualTo(Why.RECIPIENT_RATE);
    assertThat(waiting.until()).isNotNull();
  }

  @Test
  void whereTheServiceHasNoSuchRateNothingIsCounted() {
    engine.provider.able = able -> able;
    IntStream.range(0, 5).forEach(i -> engine.accept(ANA, "x"));

    engine.drain();

    assertThat(engine.provider.sent).hasSize(5);
    assertThat(DB.count("pair_rates")).isZero();
  }

  @Test
  void whatIsIdleIsForgotten() {
    engine.accept(ANA, "x");
    engine.drain();
    DB.run("""
        insert into pair_rates (chat_id, account_id, tat)
        select gen_random_uuid(), '%s', now() - interval '1 second'
        from generate_series(1, 2500)
        """.formatted(engine.account.id()));

    assertThat(PairRates.forget(engine.database)).isEqualTo(2500);

    assertThat(DB.count("pair_rates")).isEqualTo(1);
  }

  @Test
  void aRecipientWhomTheServiceLetsRestDelaysNobodyElse() {
    var id = engine.accept(ANA, "x");
    var reply = engine.accept(engine.request(ANA, "reply", Lane.INTERACTIVE, null));
    var other = engine.accept(BIA, "x");

    engine.settle(claim(id), throttled(Duration.ofMinutes(10)));

    assertThat(ids(engine.claim(10))).containsExactly(other);
    assertThat(ids(engine.claim(Lane.INTERACTIVE, 10))).as("the same person in another lane").isEmpty();
    assertThat(DB.count("account_rates where paused_until > now()")).isZero();
    assertThat(DB.count("outbox where message_id = ? and attempt = 0", id)).as("costs no attempt").isEqualTo(1);
    assertThat(DB.count("outbox where message_id = ? and due_at > now()", reply)).isEqualTo(1);
  }

  @Test
  void eachTimeARecipientRestsLonger() {
    var id = engine.accept(ANA, "x");
    var least = 1;
    for (var i = 0; i < 4; i++) {
      engine.settle(claim(id), throttled(null));
      assertThat(delay(id)).isBetween(least - 1.0, least * 1.2);
      least *= 4;
      DB.run("update outbox set due_at = now()", "truncate pair_rates");
    }
  }

  @Test
  void aRecipientRestsAsLongAsTheServiceSays() {
    var id = engine.accept(ANA, "x");

    engine.settle(claim(id), throttled(Duration.ofMinutes(10)));

    assertThat(delay(id)).isBetween(595.0, 720.0);
  }

  private Claimed claim(UUID id) {
    return engine.claim(1).stream().filter(claimed -> claimed.message().id().equals(id)).findFirst().orElseThrow();
  }

  private List<Claimed> claim(Outbox outbox, Lane lane) {
    return outbox.claim(engine.account, lane, 10, "x").messages();
  }

  private static double delay(UUID id) {
    return DB.value(Double.class,
        "select extract(epoch from due_at - clock_timestamp())::float8 from outbox where message_id = ?", id);
  }

  private static SendResult throttled(@Nullable Duration retryAfter) {
    return new SendResult.RetryLater(new Failure(FailureReason.RECIPIENT_THROTTLED, "131056", null), retryAfter);
  }

  private static List<UUID> ids(List<Claimed> claimed) {
    return claimed.stream().map(one -> one.message().id()).toList();
  }
}
