package dev.switchboard.bench.storm;

import dev.switchboard.bench.storm.audit.Auditor;
import dev.switchboard.bench.storm.audit.Histories;
import dev.switchboard.core.event.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/// Beats a running Switchboard with faults while it works, and audits what it did. Exit code 1 where a promise was broken.
public final class Storm {

  private static final Duration LONGEST_SETTLING = Duration.ofMinutes(8);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

  private final Settings settings;
  private final Instant begun = Instant.now();
  private final Chronicle chronicle = new Chronicle();
  private final Report report;
  private volatile Instant end = Instant.MAX;
  private volatile boolean over;

  private Storm(Settings settings) {
    this.settings = settings;
    this.report = new Report(settings, begun);
  }

  public static void main(String[] words) {
    System.exit(exitCode(words));
  }

  private static int exitCode(String[] words) {
    try {
      return new Storm(Settings.parse(words)).run() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      System.err.println("storm: " + e.getMessage());
      return 2;
    } catch (Exception e) {
      System.err.println("storm: it could not be held: " + e);
      e.printStackTrace();
      return 1;
    }
  }

  private boolean run() throws IOException, SQLException, InterruptedException {
    if (Files.exists(settings.data())) {
      throw new IllegalStateException(settings.data() + " is there already: remove it, or name another with --data");
    }
    say("seed " + settings.seed() + ", " + settings.length().toMinutes() + " minutes and some to start and to settle");
    say("making an installation in " + settings.data());
    var fleet = Fleet.prepare(settings.data());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(fleet)));
    try (var gateway = Gateway.open(fleet, settings.seed()); var backlog = new Backlog(fleet); var api = new Api(fleet);
        var listeners = new Listeners(fleet, settings.seed())) {
      new Account(fleet, settings.seed()).direct(gateway.url());
      fleet.startNodes();
      api.awaitReady();
      listeners.start();
      var faults = storm(fleet, api, backlog, listeners.silent());
      settle(fleet, backlog, listeners);
      var histories = collect(fleet, faults, listeners);
      report.traffic(chronicle, histories, gateway, listeners);
      report.faults(faults, fleet);
      say("auditing");
      report.verdicts(Auditor.audit(histories));
    } finally {
      over = true;
      fleet.close();
    }
    report.finish();
    if (report.allKept() && !settings.keep()) {
      delete(settings.data());
    }
    return report.allKept();
  }

  private Faults storm(Fleet fleet, Api api, Backlog backlog, Listener silent) throws InterruptedException {
    var plan = Plan.of(settings.seed(), settings.length());
    say("storm begins: " + plan.strikes().size() + " faults to come");
    end = Instant.now().plus(settings.length());
    var faults = new Faults(fleet, silent, this::say);
    var traffic = new Traffic(api, chronicle, backlog::isTooMuch, settings.seed());
    var watching = Thread.ofPlatform().daemon().name("progress").start(() -> watch(backlog));
    traffic.start();
    faults.run(plan);
    TimeUnit.MILLISECONDS.sleep(Math.max(Duration.between(Instant.now(), end).toMillis(), 0));
    traffic.end();
    over = true;
    watching.join();
    return faults;
  }

  private void watch(Backlog backlog) {
    var told = Instant.now();
    while (!over) {
      backlog.look();
      if (Duration.between(told, Instant.now()).compareTo(PROGRESS_EVERY) >= 0) {
        told = Instant.now();
        say(chronicle.words() + "; " + backlog.latest());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  // Until nothing is left to be done twice in a row, and everybody has heard of it.
  private void settle(Fleet fleet, Backlog backlog, Listeners listeners) throws InterruptedException {
    say("settling");
    end = Instant.now().plus(LONGEST_SETTLING);
    var quiet = 0;
    var told = Instant.EPOCH;
    while (quiet < 3 && Instant.now().isBefore(end)) {
      quiet = backlog.look().isNothing() && haveHeardAll(fleet, listeners) ? quiet + 1 : 0;
      if (Duration.between(told, Instant.now()).compareTo(PROGRESS_EVERY) >= 0) {
        told = Instant.now();
        say("settling, at most " + left() + "; " + backlog.latest());
      }
      TimeUnit.SECONDS.sleep(1);
    }
    say(quiet < 3 ? "it did not settle: " + backlog.latest() : "settled");
  }

  private static boolean haveHeardAll(Fleet fleet, Listeners listeners) {
    try (var connection = fleet.connect(); var select = connection.createStatement(); var row = select.executeQuery("""
        select epoch, xid, seq
        from events
        order by epoch desc, xid desc, seq desc
        limit 1
        """)) {
      if (!row.next()) {
        return true;
      }
      var last = new Cursor(row.getInt(1), row.getLong(2), row.getLong(3));
      return listeners.haveHeard(last);
    } catch (SQLException e) {
      return false;
    }
  }

  private Histories collect(Fleet fleet, Faults faults, Listeners listeners) throws SQLException, IOException {
    say("reading the histories");
    try (var connection = fleet.connect()) {
      return new Histories(chronicle.history(), Evidence.simulator(fleet.journal()), Evidence.database(connection),
          listeners.streams(), faults.freezes());
    }
  }

  private void say(String what) {
    System.out.printf("storm %s %s%n", left(), what);
  }

  private String left() {
    if (end.equals(Instant.MAX)) {
      return "[start]";
    }
    var seconds = Math.max(Duration.between(Instant.now(), end).toSeconds(), 0);
    return "[%d:%02d left]".formatted(seconds / 60, seconds % 60);
  }

  private static void close(Fleet fleet) {
    try {
      fleet.close();
    } catch (IOException e) {
      System.err.println("storm: something may still run: " + e.getMessage());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
