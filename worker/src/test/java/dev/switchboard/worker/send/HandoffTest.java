package dev.switchboard.worker.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.engine.CommitPoint;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.task.MessageSend;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a node accepts while its own drain listens: it is claimed as it is stored. The drain lingers for longer than any test
/// takes, so it claims only where it has to.
class HandoffTest {

  private static final int PERMITS = 4;
  private static final String CUSTOMER = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final AtomicInteger claims = new AtomicInteger();
  private final CountDownLatch answered = new CountDownLatch(1);
  private TestEngine engine;
  private Gate gate;
  private Drain drain;
  private FutureTask<Drain.End> running;
  private Messages messages;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    gate = new Gate(CircuitBreaker.ofDefaults("test"),
        new AccountWatch(engine.account.id(), "node", new AccountHealth(engine.database), Runnable::run), 2 * PERMITS);
    var counted = CommitPoint.of(engine.database, connection -> {}, connection -> claims.incrementAndGet());
    var configuration = new SendConfiguration(2 * PERMITS, Duration.ofMinutes(5), Duration.ofMinutes(5), 1,
        Duration.ofSeconds(5), Duration.ofSeconds(30), null, null, Duration.ofSeconds(30));
    drain = new Drain(new MessageSend(engine.account.id(), Lane.TRANSACTIONAL), engine.account,
        new Drains.Engine(new Outbox(counted, TestEngine.SETTINGS), engine.outcomes, engine.wakeups, configuration, 8,
            new Semaphore(1), "node"),
        gate, () -> true);
    engine.doorbell.on("lane ", _ -> drain.ring());
    messages = engine.messages(engine.database, (account, _, wanted) -> drain.reserve(account, wanted));
  }

  @AfterEach
  void stop() throws Exception {
    answered.countDown();
    drain.stop();
    running.get(1, TimeUnit.MINUTES);
    assertThat(gate.direct().free()).as("permits that came back").isEqualTo(PERMITS);
    assertThat(gate.queued().free()).isEqualTo(PERMITS);
    engine.close();
    DB.run("truncate outbox, status_checks", "delete from jobrunr.jobrunr_jobs", "delete from account_rates");
  }

  private void listen() {
    running = new FutureTask<>(drain::run);
    Thread.ofVirtual().start(running);
    await().until(this::hasCaughtUp);
    claims.set(0);
  }

  private boolean hasCaughtUp() {
    var room = drain.reserve(engine.account, 1);
    if (room != null) {
      room.close();
    }
    return room != null;
  }

  private UUID accept(MessageRequest request) {
    return ((Accepted) messages.accept(request)).id();
  }

  private void awaitSent(UUID... ids) {
    for (var id : ids) {
      await().until(() -> "SENT".equals(engine.status(id)));
    }
  }

  @Test
  void whatIsAcceptedIsSentWithoutAClaim() {
    listen();

    var stranger = accept(engine.request(CUSTOMER, "first"));
    awaitSent(stranger);
    var known = accept(engine.request(CUSTOMER, "second"));
    awaitSent(known);

    assertThat(claims).hasValue(0);
    assertThat(engine.provider.sent).extracting(OutboundMessage::id).containsExactly(stranger, known);
    assertThat(engine.provider.sent).extracting(OutboundMessage::attempt).containsOnly(1);
    assertThat(DB.values(String.class, "select node || ' ' || token || ' ' || attempt || ' ' || result "
        + "from message_attempts where tenant_id = ?", engine.tenantId)).containsExactly("node 1 1 ACCEPTED",
            "node 1 1 ACCEPTED");
    assertThat(DB.count("outbox")).isZero();
  }

  @Test
  void itIsLeasedFromItsCommitOn() {
    listen();
    engine.provider.answer = TestProvider.acceptAfter(answered);

    var id = accept(engine.request(CUSTOMER, "x"));

    assertThat(DB.count("outbox where message_id = ? and lease_until > now() and token = 1 and attempt = 1 and "
        + "node = 'node' and ready", id)).isEqualTo(1);
    assertThat(engine.claim(10)).isEmpty();
  }

  @Test
  void itGivesTheProviderWhatAClaimWouldGive() {
    engine.accept(CUSTOMER, "the same");
    var claimed = engine.claim(1).getFirst();
    engine.send(claimed);
    listen();

    awaitSent(accept(engine.request(CUSTOMER, "the same")));

    assertThat(engine.provider.sent).hasSize(2);
    assertThat(engine.provider.sent.getLast()).usingRecursiveComparison()
        .ignoringFields("id", "deadlineNanos", "files").isEqualTo(claimed.message());
  }

  @Test
  void theNextOfAChatWaitsForTheFirst() {
    listen();
    engine.provider.answer = TestProvider.acceptAfter(answered);

    var first = accept(engine.request(CUSTOMER, "first"));
    var second = accept(engine.request(CUSTOMER, "second"));

    assertThat(DB.count("outbox where message_id = ? and not ready and lease_until is null and attempt = 0", second))
        .isEqualTo(1);
    answered.countDown();
    awaitSent(first, second);
    assertThat(engine.provider.sent).extracting(OutboundMessage::id).containsExactly(first, second);
  }

  @Test
  void moreThanThereIsRoomForIsClaimedAfterwards() {
    listen();
    engine.provider.answer = TestProvider.acceptAfter(answered);

    var answers = messages.acceptAll(IntStream.range(0, 3 * PERMITS)
        .mapToObj(i -> engine.request("+55119888%05d".formatted(i), "x"))
        .toList());

    assertThat(DB.count("outbox where attempt = 1 and node = 'node'")).isGreaterThanOrEqualTo(PERMITS);
    await().until(() -> engine.provider.sent.size() == 2 * PERMITS);
    assertThat(DB.count("outbox where lease_until is not null")).isEqualTo(2 * PERMITS);
    answered.countDown();
    awaitSent(answers.stream().map(answer -> ((Accepted) answer).id()).toArray(UUID[]::new));
    assertThat(engine.provider.sent).hasSize(3 * PERMITS);
  }

  @Test
  void nobodyIsPutBeforeThoseWhoWait() {
    IntStream.range(0, 2 * PERMITS + 1).forEach(i -> engine.accept("+55119888%05d".formatted(i), "x"));
    engine.provider.answer = TestProvider.acceptAfter(answered);
    running = new FutureTask<>(drain::run);
    Thread.ofVirtual().start(running);
    await().until(() -> engine.provider.sent.size() == PERMITS);

    assertThat(drain.reserve(engine.account, 1)).isNull();
    answered.countDown();

    await().until(() -> DB.count("outbox") == 0);
    await().until(this::hasCaughtUp);
  }

  @Test
  void whatIsForLaterQueues() {
    listen();

    accept(engine.scheduled(CUSTOMER, "later", Instant.now().plusSeconds(3600), null));

    assertThat(DB.count("outbox where state = 'SCHEDULED' and lease_until is null and attempt = 0")).isEqualTo(1);
  }

  @Test
  void whatQuotesAnotherMessageIsClaimedWithWhatTheServiceCallsThat() {
    listen();
    var quoted = accept(engine.request(CUSTOMER, "first"));
    awaitSent(quoted);

    awaitSent(accept(new MessageRequest(engine.tenantId, "test", CUSTOMER, new Content.Text("second"),
        Lane.TRANSACTIONAL, DeliveryPolicy.AT_LEAST_ONCE, null, null, quoted, null, null, null, null)));

    assertThat(claims.get()).isPositive();
    assertThat(engine.provider.sent.getLast().replyTo()).isEqualTo(new OutboundMessage.Reply(quoted,
        TestProvider.idOf(engine.provider.sent.getFirst())));
  }

  @Test
  void anAccountThatRestsIsNotCalled() throws Exception {
    listen();
    DB.run("insert into account_rates (account_id, paused_until) values ('" + engine.account.id()
        + "', now() + interval '1 hour') on conflict (account_id) do update set paused_until = excluded.paused_until");

    var id = accept(engine.request(CUSTOMER, "x"));

    assertThat(DB.count("outbox where message_id = ? and lease_until is null and attempt = 0 and ready", id))
        .isEqualTo(1);
    assertThat(running.get().pause()).isPositive();
    assertThat(engine.provider.sent).isEmpty();
  }

  @Test
  void aRepetitionSendsNothing() {
    listen();
    var request = engine.request(CUSTOMER, "x", Lane.TRANSACTIONAL, "key");

    awaitSent(accept(request));
    assertThat(((Accepted) messages.accept(request)).repeated()).isTrue();

    assertThat(gate.direct().free()).isEqualTo(PERMITS);
    assertThat(engine.provider.sent).hasSize(1);
  }

  @Test
  void aCommitThatFailsSendsNothing() {
    listen();
    var full = new AtomicBoolean(true);
    var database = CommitPoint.of(engine.database, connection -> {
      if (full.get()) {
        throw new SQLException("the disk is full", "53100");
      }
    }, connection -> {});
    messages = engine.messages(database, (account, _, wanted) -> drain.reserve(account, wanted));

    assertThatThrownBy(() -> messages.accept(engine.request(CUSTOMER, "lost"))).isInstanceOf(DatabaseException.class);
    full.set(false);
    awaitSent(accept(engine.request(CUSTOMER, "kept")));

    assertThat(engine.provider.sent).extracting(message -> message.content().preview()).containsExactly("kept");
    assertThat(claims).hasValue(0);
  }

  @Test
  void anAcceptThatFailsToReserveEverythingKeepsNothing() {
    listen();
    var both = List.of(engine.request(CUSTOMER, "x"), engine.request(CUSTOMER, "y", Lane.BULK, null));
    messages = engine.messages(engine.database, (account, lane, wanted) -> {
      if (lane == Lane.BULK) {
        throw new IllegalStateException("a bug");
      }
      return drain.reserve(account, wanted);
    });

    assertThatThrownBy(() -> messages.acceptAll(both)).isInstanceOf(IllegalStateException.class);

    assertThat(gate.direct().free()).isEqualTo(PERMITS);
    assertThat(engine.provider.sent).isEmpty();
  }

  @Test
  void aDrainThatIsStoppedStillSendsWhatItHasRoomFor() throws Exception {
    listen();
    var committing = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    messages = engine.messages(CommitPoint.of(engine.database, connection -> {
      committing.countDown();
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
    }, connection -> {}), (account, _, wanted) -> drain.reserve(account, wanted));
    var accepting = new FutureTask<>(() -> accept(engine.request(CUSTOMER, "x")));
    Thread.ofVirtual().start(accepting);
    committing.await();

    drain.stop();
    assertThat(drain.reserve(engine.account, 1)).isNull();
    assertThat(running.isDone()).isFalse();
    held.countDown();
    running.get();

    assertThat(engine.status(accepting.get())).isEqualTo("SENT");
  }

  @Test
  void whoKnowsTheAccountDifferentlyQueues() {
    listen();
    var changed = new Accounts(engine.database, List.of(engine.provider), TestEngine.CIPHER)
        .find(engine.account.id()).orElseThrow();

    assertThat(drain.reserve(changed, 1)).isNull();
  }
}
