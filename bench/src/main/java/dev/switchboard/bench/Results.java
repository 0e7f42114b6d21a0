package dev.switchboard.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;

/// What one work has measured, run by run and contender by contender, and how that stands to its goals.
final class Results {

  private final Work work;
  private final Map<String, List<Map<String, Double>>> runs = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  Results(Work work) {
    this.work = work;
  }

  void add(String contender, Map<String, Double> figures) {
    runs.computeIfAbsent(contender, _ -> new ArrayList<>()).add(figures);
  }

  void fail(String contender, String why) {
    failures.put(contender, why);
  }

  /// A table in Markdown: medians, the least and the most, ratios to Switchboard's median, and the goals below it, held
  /// against the floor where that was measured.
  ///
  /// @param floor what the work's floor does a second; empty where it was not measured
  String table(OptionalDouble floor) {
    var lines = new ArrayList<String>();
    lines.add("### " + work.name() + ": " + work.title());
    lines.add("");
    lines.add("| contender | figure | median | least to most | runs | Switchboard is |");
    lines.add("| --- | --- | ---: | ---: | ---: | ---: |");
    runs.forEach((contender, measured) -> {
      for (var figure : new TreeSet<>(measured.getFirst().keySet())) {
        var values = values(contender, figure);
        lines.add(String.format(Locale.ROOT, "| %s | %s | %s | %s to %s | %d | %s |", contender, figure,
            number(median(values)), number(values.getFirst()), number(values.getLast()), values.size(),
            ratio(contender, figure)));
      }
    });
    failures.forEach((contender, why) -> lines.add("| " + contender + " | failed: " + why + " | | | | |"));
    work.goals().forEach(goal -> lines.add("\n" + verdict(goal) + againstFloor(goal, floor)));
    return String.join("\n", lines) + "\n";
  }

  private String ratio(String contender, String figure) {
    var own = median(Contenders.SWITCHBOARD, figure);
    var other = median(contender, figure);
    var without = own.isEmpty() || other.isEmpty() || other.getAsDouble() == 0;
    return without || contender.equals(Contenders.SWITCHBOARD)
        ? ""
        : String.format(Locale.ROOT, "%.2f x", own.getAsDouble() / other.getAsDouble());
  }

  /// One sentence: the goal, what was measured, and whether it was reached.
  private String verdict(Work.Goal goal) {
    var own = median(Contenders.SWITCHBOARD, goal.figure());
    var wanted = (goal.atLeast() ? "at least " : "at most ") + number(goal.value()) + " " + goal.figure();
    if (own.isEmpty()) {
      return "**Goal** " + wanted + ": not measured.";
    }
    var reached = goal.atLeast() ? own.getAsDouble() >= goal.value() : own.getAsDouble() <= goal.value();
    var sentence = "**Goal** " + wanted + ": " + (reached ? "reached" : "**not reached**") + ", "
        + number(own.getAsDouble()) + ".";
    var best = bestPeer(goal.figure());
    if (goal.timesBestPeer() > 0 && best.isPresent()) {
      var times = own.getAsDouble() / best.getAsDouble();
      sentence += String.format(Locale.ROOT, " %s times the best peer: %s, %.1f times.", number(goal.timesBestPeer()),
          times >= goal.timesBestPeer() ? "reached" : "**not reached**", times);
    }
    return sentence;
  }

  private String againstFloor(Work.Goal goal, OptionalDouble floor) {
    var own = median(Contenders.SWITCHBOARD, goal.figure());
    return floor.isEmpty() || own.isEmpty() || !goal.atLeast()
        ? ""
        : String.format(Locale.ROOT, " %.2f times the floor: %s, %s.", own.getAsDouble() / floor.getAsDouble(),
            work.floor(), number(floor.getAsDouble()));
  }

  private OptionalDouble bestPeer(String figure) {
    return runs.keySet().stream()
        .filter(contender -> !contender.equals(Contenders.SWITCHBOARD))
        .mapToDouble(contender -> median(contender, figure).orElse(0))
        .max();
  }

  OptionalDouble median(String contender, String figure) {
    var values = values(contender, figure);
    return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(values));
  }

  private List<Double> values(String contender, String figure) {
    return runs.getOrDefault(contender, List.of()).stream().filter(run -> run.containsKey(figure))
        .map(run -> run.get(figure)).sorted().toList();
  }

  static double median(List<Double> sorted) {
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value).replaceFirst("\\.0+$", "");
  }
}
