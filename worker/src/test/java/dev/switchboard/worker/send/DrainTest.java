package dev.switchboard.worker.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.engine.CommitPoint;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.TaskQueue;
import dev.switchboard.core.task.Wakeups;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A drain by itself: no doorbell, no timer and no sweep helps it.
class DrainTest {

  private static final int PERMITS = 4;
  private static final int PROBES = 3;

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final CountDownLatch answered = new CountDownLatch(1);
  private TestEngine engine;
  private MessageSend lane;
  private CircuitBreaker breaker;
  private Gate gate;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    lane = new MessageSend(engine.account.id(), Lane.TRANSACTIONAL);
    var watch = new AccountWatch(engine.account.id(), "node", new AccountHealth(engine.database), Runnable::run);
    breaker = CircuitBreaker.of("test",
        CircuitBreakerConfig.custom().permittedNumberOfCallsInHalfOpenState(PROBES).build());
    gate = new Gate(breaker, watch, 2 * PERMITS);
  }

  @AfterEach
  void stop() throws Exception {
    answered.countDown();
    assertThat(gate.queued().free()).as("permits that came back").isEqualTo(PERMITS);
    engine.close();
    DB.run("truncate outbox, status_checks", "delete from jobrunr.jobrunr_jobs");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsAcceptedAfterAnyOfItsClaimsIsSentOrHasATask(int claim) throws Exception {
    engine.accept("+5511999990001", "first");
    awaitTask();
    DB.run("delete from jobrunr.jobrunr_jobs");
    var claims = new AtomicInteger();
    var outbox = new Outbox(CommitPoint.of(engine.database, connection -> {}, connection -> {
      if (claims.incrementAndGet() == claim) {
        engine.accept("+5511999990002", "second");
      }
    }), TestEngine.SETTINGS);

    drain(outbox).run();

    assertThat(claims).hasValueGreaterThanOrEqualTo(claim);
    if (DB.count("outbox") > 0) {
      awaitTask();
    }
  }

  private static void awaitTask() {
    await().until(() -> DB.count("jobrunr.jobrunr_jobs where state = 'ENQUEUED'") > 0);
  }

  @Test
  void aWholeChatIsSentByOneDrain() throws Exception {
    IntStream.range(0, 20).forEach(i -> engine.accept("+5511999990003", Integer.toString(i)));

    drain(engine.outbox).run();

    assertThat(engine.provider.sent).extracting(message -> message.content().preview())
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
    assertThat(DB.count("outbox")).isZero();
  }

  @Test
  void noMoreIsClaimedThanCanBegin() throws Exception {
    fill(20);
    engine.provider.answer = TestProvider.acceptAfter(answered);
    var running = begin(() -> drain(engine.outbox).run());

    await().until(() -> engine.provider.sent.size() == PERMITS);
    assertThat(DB.count("outbox where lease_until is not null")).isEqualTo(PERMITS);

    answered.countDown();
    running.get();
    assertThat(engine.provider.sent).hasSize(20);
  }

  @Test
  void aDrainThatIsStoppedEndsWhatItHasBegunAndLeavesTheRestToOthers() throws Exception {
    fill(20);
    awaitTask();
    DB.run("delete from jobrunr.jobrunr_jobs");
    engine.provider.answer = TestProvider.acceptAfter(answered);
    var drain = drain(engine.outbox);
    var running = begin(drain::run);
    await().until(() -> engine.provider.sent.size() == PERMITS);

    drain.stop();
    answered.countDown();
    running.get();

    assertThat(DB.count("chat_messages where tenant_id = ? and status = 'SENT'", engine.tenantId)).isEqualTo(PERMITS);
    assertThat(DB.count("outbox where lease_until is null and attempt = 0")).isEqualTo(20 - PERMITS);
    awaitTask();
  }

  @Test
  void whatIsPastItsDeadlineIsNotPutOnTheWire() {
    var id = engine.accept("+5511999990004", "x");
    var claimed = engine.claim(1).getFirst();
    var message = claimed.message();
    var late = new Claimed(claimed.accountId(), claimed.lane(), claimed.token(), claimed.node(),
        new OutboundMessage(id, message.to(), message.content(), null, message.attempt(), System.nanoTime() - 1));
    call(late);

    assertThat(engine.provider.sent).isEmpty();
    assertThat(DB.count("outbox where message_id = ? and lease_until is null and attempt = 0", id)).isEqualTo(1);
  }

  /// The first thing that a drain says to the database clears its flag, the second claims.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDrainThatLosesTheDatabaseKeepsNoPermits(int commit) throws Exception {
    fill(2 * PERMITS);
    var commits = new AtomicInteger();
    var database = CommitPoint.of(engine.database, connection -> {
      if (commits.incrementAndGet() == commit) {
        throw new SQLException("the server is going down", "57P01");
      }
    }, connection -> {});

    try (var wakeups = new Wakeups(database, new TaskQueue(), engine.doorbell)) {
      var failing = drain(new Outbox(database, TestEngine.SETTINGS), wakeups);
      assertThatThrownBy(failing::run).isInstanceOf(DatabaseException.class);
    }
    assertThat(commits).hasValue(commit);
    assertThat(gate.queued().free()).isEqualTo(PERMITS);

    drain(engine.outbox).run();
    assertThat(engine.provider.sent).hasSize(2 * PERMITS);
  }

  @Test
  void aProviderThatCannotBeLoadedKeepsNothingOfTheCircuitBreakers() {
    breaker.transitionToOpenState();
    breaker.transitionToHalfOpenState();
    fill(PROBES);
    engine.provider.answer = message -> {
      throw new NoClassDefFoundError("a library of the provider");
    };

    engine.claim(PROBES).forEach(this::call);

    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(DB.count("chat_messages where tenant_id = ? and status = 'UNCONFIRMED'", engine.tenantId))
        .isEqualTo(PROBES);
  }

  private void call(Claimed claimed) {
    try (var permit = gate.queued().take(1)) {
      new Call(engine.account, claimed, gate, permit.use(), engine.outcomes).run(() -> {});
    }
  }

  private void fill(int messages) {
    engine.messages.acceptAll(IntStream.range(0, messages)
        .mapToObj(i -> engine.request("+55119888%05d".formatted(i), "x"))
        .toList());
  }

  private Drain drain(Outbox outbox) {
    return drain(outbox, engine.wakeups);
  }

  private Drain drain(Outbox outbox, Wakeups wakeups) {
    var configuration = new SendConfiguration(2 * PERMITS, Duration.ofSeconds(30), Duration.ofMillis(1), 1,
        Duration.ofSeconds(5), Duration.ofSeconds(30), null, null, Duration.ofSeconds(30));
    return new Drain(lane, engine.account, new Drains.Engine(outbox, engine.outcomes, wakeups, configuration, 8,
        new Semaphore(1), "node"), gate, () -> true);
  }

  private static <T> FutureTask<T> begin(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }
}
