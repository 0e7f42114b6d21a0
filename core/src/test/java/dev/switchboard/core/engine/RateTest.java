package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.outbox.Outbox;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rate of an account, over all nodes and lanes.
class RateTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private TestEngine engine;

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox");
  }

  @Test
  void allNodesTogetherClaimNoMoreThanTheRateAllows() throws Exception {
    start(20.0);
    fill(Lane.TRANSACTIONAL, 200);
    try (var twin = new TestEngineTwin(engine)) {
      var begun = now();
      var claimed = Race.atOnce(16, i -> claim(i % 2 == 0 ? engine.outbox : twin.outbox(), Lane.TRANSACTIONAL));

      // A burst of one second, and what the time that has passed has added.
      assertThat(claimed.stream().mapToInt(Integer::intValue).sum())
          .isBetween(20, (int) (20 + (now() - begun) * 20 + 1));
    }
  }

  @Test
  void aClaimWaitsForOneThatCountsAtThisMoment() throws Exception {
    start(20.0);
    fill(Lane.TRANSACTIONAL, 200);
    var held = new HeldCommit(engine.database);
    var begun = now();
    var first = Race.begin(() -> claim(new Outbox(held.database(), TestEngine.SETTINGS), Lane.TRANSACTIONAL));
    held.awaitHeld();

    var second = Race.begin(() -> claim(engine.outbox, Lane.TRANSACTIONAL));
    Race.awaitBlocked(DB, second);
    held.release();

    assertThat(first.get() + second.get()).isBetween(20, (int) (20 + (now() - begun) * 20 + 1));
  }

  @Test
  void onlyWhatWasClaimedIsCounted() {
    start(20.0);
    fill(Lane.TRANSACTIONAL, 1);
    assertThat(claim(engine.outbox, Lane.TRANSACTIONAL)).isEqualTo(1);
    fill(Lane.TRANSACTIONAL, 100);

    assertThat(claim(engine.outbox, Lane.TRANSACTIONAL)).isGreaterThanOrEqualTo(19);
  }

  @Test
  void whoeverHasUsedUpTheRateLearnsHowLongToWait() {
    start(10.0);
    fill(Lane.TRANSACTIONAL, 100);
    claim(engine.outbox, Lane.TRANSACTIONAL);
    DB.run("update account_rates set tat = now() + interval '10 seconds'");

    var claim = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 100, "x");

    assertThat(claim.messages()).isEmpty();
    assertThat(claim.pause()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
  }

  @Test
  void whoeverGotAsMuchAsTheRateAllowsLearnsThatThereMayBeMore() {
    start(10.0);
    fill(Lane.TRANSACTIONAL, 100);

    var claim = engine.outbox.claim(engine.account, Lane.TRANSACTIONAL, 100, "x");

    assertThat(claim.messages()).hasSize(10);
    assertThat(claim.more()).isTrue();
  }

  @Test
  void aCampaignTakesATenthOfASecondAtATimeAndNeverTheLastFifth() {
    start(50.0);
    fill(Lane.BULK, 500);
    fill(Lane.INTERACTIVE, 100);
    var begun = now();
    var claimed = claim(engine.outbox, Lane.BULK);
    assertThat(claimed).isEqualTo(5);
    var next = claimed;
    while (next > 0) {
      assertThat(next).isLessThanOrEqualTo(5);
      next = claim(engine.outbox, Lane.BULK);
      claimed += next;
    }
    assertThat(claimed).isLessThanOrEqualTo((int) (40 + (now() - begun) * 50 + 1));

    assertThat(claim(engine.outbox, Lane.INTERACTIVE)).as("a reply's share").isGreaterThanOrEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1.0, 1.1, 1.24, 1.25, 2.0})
  void aCampaignOverASlowAccountIsSentToo(double rate) {
    start(rate);
    fill(Lane.BULK, 3);

    assertThat(claim(engine.outbox, Lane.BULK)).isEqualTo(1);
    assertThat(engine.outbox.claim(engine.account, Lane.BULK, 1, "x").pause())
        .as("until the next")
        .isBetween(Duration.ofMillis(1), Duration.ofNanos((long) (1e9 / rate)));
  }

  @Test
  void anUnlimitedAccountNeverWaitsForTheLockOfItsRate() throws Exception {
    start(null);
    fill(Lane.TRANSACTIONAL, 10);
    try (var connection = engine.database.pool().getConnection(); var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select * from account_rates for update");

      var claiming = Race.begin(() -> claim(engine.outbox, Lane.TRANSACTIONAL));
      Race.awaitBlocked(DB, claiming);

      assertThat(claiming.isDone()).as("did not wait").isTrue();
      assertThat(claiming.get()).isEqualTo(10);
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void start(@Nullable Double rate) {
    engine = new TestEngine(DB, new TestProvider(), TestEngine.SETTINGS, rate);
  }

  private void fill(Lane lane, int messages) {
    var random = ThreadLocalRandom.current().nextInt(1_000);
    engine.messages.acceptAll(IntStream.range(0, messages)
        .mapToObj(i -> engine.request("+4915%03d%06d".formatted(random, i), "x", lane, null))
        .toList());
  }

  private int claim(Outbox outbox, Lane lane) {
    return outbox.claim(engine.account, lane, 1_000, "x").messages().size();
  }

  private static double now() {
    return DB.value(Double.class, "select extract(epoch from clock_timestamp())::float8");
  }
}
