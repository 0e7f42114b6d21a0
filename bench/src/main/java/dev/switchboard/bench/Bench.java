package dev.switchboard.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs the benchmark: every work some times, its contenders in turns, and prints the table.
public final class Bench {

  /// @param runs how often each contender does each work
  /// @param only the works that are wanted; empty for all
  /// @param node the Node.js of the peers, null where there is none
  private record Options(Path home, int runs, Set<String> only, @Nullable String node) {

    // bench/run has checked them.
    static Options of(String[] arguments) {
      return new Options(Path.of(arguments[0]).toAbsolutePath(), Integer.parseInt(arguments[1]),
          Set.of(arguments[2].split(",")).stream().filter(name -> !name.isEmpty()).collect(Collectors.toSet()),
          arguments[3].isEmpty() ? null : arguments[3]);
    }
  }

  private static final Duration TO_CLEAN_UP = Duration.ofMinutes(2);

  private final Options options;
  private final Path log;
  private final LocalDate day = LocalDate.now(ZoneOffset.UTC);
  private final long begun = System.nanoTime();
  private int turns;
  private int done;

  private Bench(Options options) throws Exception {
    this.options = options;
    this.log = Files.createDirectories(options.home.resolve("target")).resolve("bench.log");
    Files.writeString(log, "");
  }

  public static void main(String[] arguments) throws Exception {
    new Bench(Options.of(arguments)).run();
  }

  private void run() throws Exception {
    var results = new ArrayList<String>();
    try (var site = new Site(options.home)) {
      var floor = new FloorWork(site, log);
      var contenders = new Contenders(site, options.home, options.node, log);
      var works = List.<Work>of(
          floor,
          new EnqueueWork(contenders),
          new HttpWork(site, options.home, log),
          new DrainWork(contenders),
          new SustainedWork(site, options.home, log),
          new LatencyWork(contenders),
          new CrowdWork(site, options.home, log),
          new NodesWork(site, options.home, log),
          new StartWork(site, options.home, log),
          new WebhookWork(site, options.home, log),
          new ReadsWork(site),
          new InboxWork(site, options.home, log),
          new LiveWork(site, options.home, options.node, log));
      var wanted = works.stream().filter(work -> options.only.isEmpty() || options.only.contains(work.name())).toList();
      turns = options.runs * wanted.stream().mapToInt(work -> work.contenders().size()).sum();
      var machine = Machine.describe(site, options.home, options.node);
      Results floors = null;
      for (var work : wanted) {
        var measured = measure(work);
        work.end();
        if (work == floor) {
          floors = measured;
        }
        var table = measured.table(floors == null || work.floor() == null
            ? OptionalDouble.empty()
            : floors.median(work.floor(), FloorWork.FIGURE));
        System.out.println("\n" + table);
        results.add(table);
        // Whoever ends it early keeps what there is.
        report(machine, results);
      }
      System.out.println("Written to " + file());
    }
  }

  private Results measure(Work work) {
    var results = new Results(work);
    for (var run = 1; run <= options.runs; run++) {
      for (var contender : work.contenders()) {
        say("%s, run %d of %d: %s", work.name(), run, options.runs, contender);
        try {
          results.add(contender, limited(work, contender));
        } catch (Exception e) {
          var why = String.valueOf(e.getMessage());
          say("  failed: %s", why);
          results.fail(contender, why.lines().findFirst().orElse(""));
        }
        done++;
      }
    }
    return results;
  }

  private static Map<String, Double> limited(Work work, String contender) throws Exception {
    var turn = new FutureTask<>(() -> work.run(contender));
    var thread = Thread.ofPlatform().name(work.name()).start(turn);
    try {
      return turn.get(work.limit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException _) {
      turn.cancel(true);
      // What it has started must be gone before the next one is measured.
      thread.join(TO_CLEAN_UP);
      throw new IllegalStateException("took longer than " + work.limit().toMinutes() + " minutes and was ended");
    }
  }

  private void say(String format, Object... values) {
    var elapsed = Duration.ofNanos(System.nanoTime() - begun);
    var left = done == 0 ? "" : ", about %d min left".formatted(
        Math.max(1, elapsed.toSeconds() * (turns - done) / done / 60));
    System.out.printf("[%d:%02d%s] %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), left, format.formatted(values));
  }

  private void report(String machine, List<String> tables) throws Exception {
    Files.writeString(file(), "# Benchmark of " + day + "\n\n" + machine + "\n" + String.join("\n", tables));
  }

  private Path file() throws Exception {
    return Files.createDirectories(options.home.resolve("results"))
        .resolve(day + (options.only.isEmpty() ? "" : "-" + String.join("-", new TreeSet<>(options.only))) + ".md");
  }
}
