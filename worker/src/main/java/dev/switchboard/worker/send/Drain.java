package dev.switchboard.worker.send;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Handoff;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.Wakeups;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Sends what is due of one account and lane until nothing is, or until its time slice is over.
///
/// The protocol that loses no wake-up: the flag is cleared, in a transaction of its own, before a claim; and the drain ends
/// only after an empty claim that was made when nothing was under way and no ring has been heard since. A task that comes
/// while it runs is handed over to it ([#handOver]) instead of starting a second drain on this node.
///
/// As long as its claims get all there is, what this node accepts is given to it as it is committed ([#reserve]).
final class Drain {

  /// Why a drain ended.
  ///
  /// @param again whether there may be more to send now; the lane has been woken for it
  /// @param pause where nothing may be sent for a time: how long; zero otherwise
  record End(boolean again, Duration pause) {

    static final End NOTHING_DUE = new End(false, Duration.ZERO);
    static final End SLICE_OVER = new End(true, Duration.ZERO);

    static End paused(Duration pause) {
      return new End(false, pause);
    }
  }

  // For this long a drain waits itself when its account may not send, rather than give up its slot.
  private static final Duration SHORT_PAUSE = Duration.ofMillis(500);
  // A task that was handed over has its flag cleared within this, so that under load there are few tasks.
  private static final Duration CLEAR_EVERY = Duration.ofMillis(250);
  // A drain that has been busy for this long orders a further task, which another node may take.
  private static final Duration HELP_AFTER = Duration.ofMillis(100);

  private final MessageSend lane;
  private final Account account;
  private final Outbox outbox;
  private final Outcomes outcomes;
  private final Wakeups wakeups;
  private final Gate gate;
  private final Gate.Permits permits;
  private final SendConfiguration configuration;
  private final Semaphore lingering;
  private final String node;
  private final BooleanSupplier mayGoOn;

  // A permit is a reason to look up: something was heard, or a call has come to where somebody waits for it.
  private final Semaphore news = new Semaphore(0);
  private final Queue queue = new Queue();
  private final Set<Thread> calls = ConcurrentHashMap.newKeySet();
  private boolean clearOwed = true;
  private boolean ended;
  private int rooms;
  private volatile boolean heard;
  private volatile boolean caughtUp;
  private volatile boolean wasHandedSome;
  private volatile boolean awaitsRoom;
  private volatile boolean awaitsQuiet;
  private volatile boolean stopping;
  private long clearedAt = System.nanoTime() - CLEAR_EVERY.toNanos();
  private long helpAt = Long.MAX_VALUE;

  /// @param mayGoOn asked when a time slice is over: whether nobody waits for this drain's slot
  Drain(MessageSend lane, Account account, Drains.Engine engine, Gate gate, BooleanSupplier mayGoOn) {
    this.lane = lane;
    this.account = account;
    this.outbox = engine.outbox();
    this.outcomes = engine.outcomes();
    this.wakeups = engine.wakeups();
    this.configuration = engine.configuration();
    this.lingering = engine.lingering();
    this.node = engine.node();
    this.gate = gate;
    this.permits = gate.queued();
    this.mayGoOn = mayGoOn;
  }

  /// Where the next claim begins. In a long queue it begins where the last one ended, and looks from the front again every
  /// now and then, and whenever it did not get what it asked for: what has become due there waits no longer than that.
  private static final class Queue {

    private static final Duration LOOK_BACK_EVERY = Duration.ofMillis(100);

    private @Nullable OffsetDateTime reached;
    private long lookedBackAt;

    @Nullable
    OffsetDateTime from() {
      return reached;
    }

    void claimed(Outbox.Claim claim, int wanted) {
      var now = System.nanoTime();
      if (reached == null) {
        lookedBackAt = now;
      }
      var goOn = claim.messages().size() == wanted && now - lookedBackAt < LOOK_BACK_EVERY.toNanos();
      reached = goOn ? claim.reached() : null;
    }
  }

  /// Gives this drain another task of its lane. False where it has just ended, so that the task must be run.
  synchronized boolean handOver() {
    if (ended) {
      return false;
    }
    clearOwed = true;
    ring();
    return true;
  }

  /// Something may have become due.
  void ring() {
    heard = true;
    news.release();
  }

  /// Begins nothing more. What is under way is still written.
  void stop() {
    stopping = true;
    ring();
  }

  /// Room for messages that are about to be stored; null where others come first, or where this drain cannot send them as
  /// they are.
  ///
  /// @param account as whoever accepts them knows it
  synchronized Handoff.@Nullable Room reserve(Account account, int wanted) {
    if (ended || stopping || !caughtUp || account != this.account || !Outbox.goesByOrderAlone(account)) {
      return null;
    }
    var lease = outbox.lease(account, node);
    var places = gate.direct().take(wanted);
    if (places.left() == 0) {
      return null;
    }
    rooms++;
    return new Room(lease, places);
  }

  private final class Room implements Handoff.Room {

    private final Outbox.Lease lease;
    private final Gate.Permits.Taken places;

    Room(Outbox.Lease lease, Gate.Permits.Taken places) {
      this.lease = lease;
      this.places = places;
    }

    @Override
    public int places() {
      return places.left();
    }

    @Override
    public Outbox.Lease lease() {
      return lease;
    }

    @Override
    public void send(Claimed claimed) {
      wasHandedSome = true;
      start(claimed, places.use());
    }

    @Override
    public void close() {
      places.close();
      synchronized (Drain.this) {
        rooms--;
        Drain.this.notifyAll();
      }
      callEnded();
    }
  }

  End run() throws InterruptedException {
    try {
      return drain();
    } finally {
      awaitCalls();
    }
  }

  private End drain() throws InterruptedException {
    var begun = System.nanoTime();
    var lingered = false;
    while (!stopping) {
      if (System.nanoTime() - begun > configuration.timeSlice().toNanos()) {
        if (!mayGoOn.getAsBoolean()) {
          return end(End.SLICE_OVER);
        }
        begun = System.nanoTime();
      }
      var open = gate.open();
      if (!open || permits.free() == 0) {
        caughtUp = false;
        if (!open && nothingUnderWay()) {
          return end(End.paused(configuration.breakerPause()));
        }
        awaitPermit();
        continue;
      }
      heard = false;
      news.drainPermits();
      var quiet = nothingUnderWay();
      // Whoever is about to end has to look once more behind the clear. Until then the flag may stand: rings are heard.
      clearIfOwed(quiet && lingered);
      var from = queue.from();
      var claim = claim(from);
      if (from != null && claim.messages().isEmpty()) {
        // Nothing is due behind; only a look from the front says that nothing is due.
        continue;
      }
      caughtUp = !claim.more() && claim.pause().isZero();
      askForHelp(!claim.more());
      if (claim.pause().compareTo(SHORT_PAUSE) > 0) {
        return end(End.paused(claim.pause()));
      } else if (claim.pause().isPositive()) {
        awaitNews(claim.pause());
      } else if (claim.more()) {
        lingered = false;
        awaitRoom();
      } else if (!claim.messages().isEmpty() || !quiet || !lingered) {
        // Nothing more is due before something is heard.
        lingered = awaitQuiet() && !linger();
      } else if (endUnlessRung()) {
        return End.NOTHING_DUE;
      }
    }
    return end(End.SLICE_OVER);
  }

  private Outbox.Claim claim(@Nullable OffsetDateTime from) {
    try (var places = permits.take(permits.number())) {
      var wanted = places.left();
      var claim = outbox.claim(account, lane.lane(), wanted, node, from);
      queue.claimed(claim, wanted);
      claim.messages().forEach(claimed -> start(claimed, places.use()));
      return claim;
    }
  }

  // The clear commits alone: an accept that commits after it finds the flag unset, one that committed before is seen by the
  // next claim.
  private void clearIfOwed(boolean now) {
    synchronized (this) {
      if (!clearOwed || !now && System.nanoTime() - clearedAt < CLEAR_EVERY.toNanos()) {
        return;
      }
      clearOwed = false;
    }
    clearedAt = System.nanoTime();
    wakeups.clear(lane);
  }

  // Where this node takes the task itself, it is handed over to this drain and costs next to nothing.
  private void askForHelp(boolean idle) {
    var now = System.nanoTime();
    if (idle) {
      helpAt = Long.MAX_VALUE;
    } else if (helpAt == Long.MAX_VALUE) {
      helpAt = now + HELP_AFTER.toNanos();
    } else if (now - helpAt > 0) {
      helpAt = now + CLEAR_EVERY.toNanos();
      // With the flag standing nobody would be asked.
      clearIfOwed(true);
      wakeups.askForHelp(lane);
    }
  }

  // With a permit that was taken for it.
  private void start(Claimed claimed, Gate.Permits itsPermits) {
    var call = new Call(account, claimed, gate, itsPermits, outcomes);
    var thread = Thread.ofVirtual().name("send " + claimed.message().id()).unstarted(() -> {
      try {
        if (call.run(this::roomMade)) {
          ring();
        }
      } finally {
        calls.remove(Thread.currentThread());
        callEnded();
      }
    });
    calls.add(thread);
    thread.start();
  }

  // Claiming for one permit at a time would cost a transaction for each message; a quarter of them is worth one.
  private void awaitRoom() throws InterruptedException {
    awaitsRoom = true;
    while (!stopping && permits.free() < Math.max(1, permits.number() / 4) && !nothingUnderWay() && gate.open()) {
      awaitNews(CLEAR_EVERY);
    }
    awaitsRoom = false;
  }

  private void awaitPermit() throws InterruptedException {
    awaitsRoom = true;
    if (!gate.open() || permits.free() == 0) {
      awaitNews(CLEAR_EVERY);
    }
    awaitsRoom = false;
  }

  // A permit is free again, while the outcome is still to be written.
  private void roomMade() {
    if (awaitsRoom) {
      news.release();
    }
  }

  // Returns whether nothing is under way and nothing was heard.
  private boolean awaitQuiet() throws InterruptedException {
    awaitsQuiet = true;
    var rung = awaitRing(CLEAR_EVERY, this::nothingUnderWay);
    awaitsQuiet = false;
    return !rung && nothingUnderWay();
  }

  private void callEnded() {
    if (awaitsQuiet && nothingUnderWay()) {
      news.release();
    }
  }

  private synchronized boolean nothingUnderWay() {
    return rooms == 0 && calls.isEmpty();
  }

  // Returns whether anything was heard; the claim that follows looks what it was. An idle drain that still listens answers
  // the next accept without a task.
  private boolean linger() throws InterruptedException {
    if (!lingering.tryAcquire()) {
      return false;
    }
    try {
      wasHandedSome = false;
      return awaitRing(configuration.linger(), () -> false) || wasHandedSome;
    } finally {
      lingering.release();
    }
  }

  // Returns whether anything was heard since the last claim.
  private boolean awaitRing(Duration atMost, BooleanSupplier longEnough) throws InterruptedException {
    var until = System.nanoTime() + atMost.toNanos();
    while (!heard && !longEnough.getAsBoolean() && System.nanoTime() < until) {
      news.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return heard;
  }

  private boolean awaitNews(Duration atMost) throws InterruptedException {
    return news.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized boolean endUnlessRung() {
    if (clearOwed || heard || rooms > 0) {
      return false;
    }
    ended = true;
    return true;
  }

  // While the account may not send, its flag stays set, so that accepts order no tasks that could do nothing. Otherwise a
  // task that was handed over is ordered anew: its flag is cleared here, and the wake that follows sets it again.
  private End end(End why) {
    boolean owed;
    synchronized (this) {
      ended = true;
      owed = clearOwed;
    }
    if (why.again()) {
      if (owed) {
        wakeups.clear(lane);
      }
      wakeups.wake(lane);
    }
    return why;
  }

  private void awaitCalls() throws InterruptedException {
    synchronized (this) {
      ended = true;
      while (rooms > 0) {
        wait();
      }
    }
    for (var call : calls) {
      call.join();
    }
  }
}
