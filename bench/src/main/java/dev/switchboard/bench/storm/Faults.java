package dev.switchboard.bench.storm;

import dev.switchboard.bench.storm.Plan.Strike;
import dev.switchboard.bench.storm.audit.Freeze;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Does to the fleet what the plan says, when it says so. What was hit is let go again when its time is over.
final class Faults {

  // Beyond the lease that the fleet gives its workers, and what others need to notice.
  private static final Duration PAST_THE_LEASE = Duration.ofSeconds(6);
  private static final Duration UNREAD = Duration.ofSeconds(10);

  private final Fleet fleet;
  private final Listener silent;
  private final Consumer<String> say;
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private final Queue<Freeze> freezes = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

  Faults(Fleet fleet, Listener silent, Consumer<String> say) {
    this.fleet = fleet;
    this.silent = silent;
    this.say = say;
  }

  /// Blocks until the plan is done and everything runs again.
  void run(Plan plan) throws InterruptedException {
    var begun = System.nanoTime();
    for (var strike : plan.strikes()) {
      var left = strike.at().toNanos() - (System.nanoTime() - begun);
      TimeUnit.NANOSECONDS.sleep(Math.max(left, 0));
      say.accept(strike.fault().words());
      try {
        strike(strike);
        struck.merge(strike.fault(), 1, Integer::sum);
      } catch (IOException | SQLException e) {
        say.accept("  that did not work: " + e.getMessage());
      }
    }
    later.shutdown();
    later.awaitTermination(1, TimeUnit.MINUTES);
  }

  private void strike(Strike strike) throws IOException, SQLException {
    switch (strike.fault()) {
      case KILL_WORKER -> kill(running(fleet.workers(), strike.target()), strike.lasting());
      case KILL_API -> kill(running(fleet.apis(), strike.target()), strike.lasting());
      case FREEZE_WORKER -> freeze(running(fleet.workers(), strike.target()), strike.lasting().plus(PAST_THE_LEASE));
      // What `pg_ctl stop` does. The server's keeper starts it again, on the same port.
      case DATABASE_FAST -> Child.signal("INT", fleet.postmaster());
      case DATABASE_IMMEDIATE -> Child.signal("QUIT", fleet.postmaster());
      case END_SESSIONS -> endSessions();
      case CUT_DATABASE -> fleet.databaseProxy().cut();
      case CUT_SERVICE -> fleet.simulatorProxy().cut();
      case CUT_CLIENTS -> fleet.fronts().forEach(TcpProxy::cut);
      case STOP_READING -> {
        silent.stopReading();
        after(strike.lasting().plus(UNREAD), silent::readAgain);
      }
    }
  }

  // The other one where the one that is meant is down.
  private static Child running(List<Child> nodes, int target) {
    var meant = nodes.get(target);
    return meant.isAlive() ? meant : nodes.get(nodes.size() - 1 - target);
  }

  private void kill(Child node, Duration lasting) {
    node.kill();
    after(lasting, node::start);
  }

  private void freeze(Child node, Duration lasting) throws IOException {
    var pid = node.pid();
    var from = Instant.now();
    Child.signal("STOP", pid);
    after(lasting, () -> {
      try {
        Child.signal("CONT", pid);
        // It does not run at once.
        freezes.add(new Freeze(pid, from, Instant.now().plusSeconds(1)));
      } catch (IOException e) {
        say.accept("a frozen worker cannot be let go: " + e.getMessage());
      }
    });
  }

  private void endSessions() throws SQLException {
    try (var connection = fleet.connect(); var statement = connection.createStatement()) {
      statement.execute("""
          select pg_terminate_backend(pid)
          from pg_stat_activity
          where usename = current_user
            and application_name <> 'storm'
          """);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits for the end of all waits for each
  private void after(Duration lasting, Runnable what) {
    later.schedule(what, lasting.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// How often each has struck.
  Map<Fault, Integer> struck() {
    return struck;
  }

  List<Freeze> freezes() {
    return List.copyOf(freezes);
  }
}
