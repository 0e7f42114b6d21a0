package dev.switchboard.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What reading costs in a database of ten million messages, against one of a hundred thousand: the list of chats, a
/// thread, a search, a worker's claim.
///
/// The databases are made in the first run and kept for the others.
final class ReadsWork implements Work {

  private static final int SMALL = 10_000;
  private static final int LARGE = 1_000_000;
  private static final int WARM_UP = 2_000;
  private static final int CALLS = 5_000;
  private static final long SEED = 1;

  private final Site site;
  private @Nullable FilledDatabase small;
  private @Nullable FilledDatabase large;

  ReadsWork(Site site) {
    this.site = site;
  }

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public String title() {
    return "10 million messages and 1 million chats against 100 thousand and 10 thousand: list, thread, search, claim";
  }

  @Override
  public List<String> contenders() {
    return List.of(Contenders.SWITCHBOARD);
  }

  // Filling takes its time.
  @Override
  public Duration limit() {
    return Duration.ofMinutes(60);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    if (small == null) {
      small = FilledDatabase.make(site, SMALL);
    }
    if (large == null) {
      large = FilledDatabase.make(site, Integer.getInteger("bench.chats", LARGE));
    }
    try (var few = new Reader(small, SEED); var many = new Reader(large, SEED)) {
      var figures = new TreeMap<String, Double>();
      compare("list", Reader::list, few, many, figures);
      compare("thread", Reader::thread, few, many, figures);
      compare("search", Reader::search, few, many, figures);
      compare("claim", Reader::claim, few, many, figures);
      return figures;
    }
  }

  // In turns, so that whatever else the machine does meets both.
  private static void compare(String name, ToLongFunction<Reader> call, Reader few, Reader many,
      Map<String, Double> figures) {
    var ofFew = new Histogram(3);
    var ofMany = new Histogram(3);
    for (var i = -WARM_UP; i < CALLS; i++) {
      var nanosOfFew = call.applyAsLong(few);
      var nanosOfMany = call.applyAsLong(many);
      if (i >= 0) {
        ofFew.recordValue(nanosOfFew);
        ofMany.recordValue(nanosOfMany);
      }
    }
    figures.put(name + " p99 ms at 100 thousand", millis(ofFew, 99));
    figures.put(name + " p99 ms at 10 million", millis(ofMany, 99));
    figures.put(name + " p50 ms at 100 thousand", millis(ofFew, 50));
    figures.put(name + " p50 ms at 10 million", millis(ofMany, 50));
    figures.put(name + " ratio", millis(ofMany, 99) / millis(ofFew, 99));
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }

  @Override
  public List<Goal> goals() {
    return List.of(Goal.atMost("list ratio", 1.5), Goal.atMost("thread ratio", 1.5),
        Goal.atMost("search ratio", 1.5), Goal.atMost("claim ratio", 1.5));
  }

  @Override
  public void end() throws SQLException {
    if (small != null) {
      small.drop();
      small = null;
    }
    if (large != null) {
      large.drop();
      large = null;
    }
  }
}
