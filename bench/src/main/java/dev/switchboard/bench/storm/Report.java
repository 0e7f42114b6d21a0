package dev.switchboard.bench.storm;

import dev.switchboard.bench.storm.audit.Auditor.Verdict;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.Histories;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was done and what came of it, as markdown: printed, and written where that is wanted.
final class Report {

  private static final int VIOLATIONS_SHOWN = 20;

  private final Settings settings;
  private final Instant begun;
  private final List<String> lines = new ArrayList<>();
  private List<Verdict> verdicts = List.of();

  Report(Settings settings, Instant begun) {
    this.settings = settings;
    this.begun = begun;
  }

  void traffic(Chronicle chronicle, Histories histories, Gateway gateway, Listeners listeners) {
    table("traffic", "count");
    row("messages handed in", histories.driver().attempted());
    for (var answer : Answer.values()) {
      row("... " + answer.name().toLowerCase(Locale.ROOT), histories.driver().count(answer));
    }
    chronicle.counts().forEach(this::row);
    row("messages stored, to customers", histories.database().outbound().size());
    row("messages stored, from customers", histories.database().inbound().size());
    row("messages taken by the service", histories.simulator().taken().size());
    histories.database().outbound().stream()
        .collect(Collectors.groupingBy(message -> message.status().name(), TreeMap::new, Collectors.counting()))
        .forEach((status, count) -> row("ended " + status, count));
    row("events", histories.database().events().size());
    row("events heard by live clients", listeners.heard());
    listeners.ends().forEach((how, count) -> row("live connections " + how, count));
    lines.add("");
    lines.add(gateway.words() + ".");
  }

  void faults(Faults faults, Fleet fleet) {
    table("fault", "count");
    faults.struck().forEach((fault, count) -> row(fault.words(), count));
    var ended = Stream.concat(fleet.apis().stream(), fleet.workers().stream()).mapToInt(Child::endedByItself).sum();
    row("nodes that ended by themselves and were started again", ended);
  }

  void verdicts(List<Verdict> found) {
    verdicts = found;
    lines.add("");
    lines.add("| promise | examined | verdict |");
    lines.add("| --- | ---: | --- |");
    for (var verdict : verdicts) {
      lines.add("| %s | %,d | %s |".formatted(verdict.promise(), verdict.examined(),
          verdict.kept() ? "kept" : verdict.violations().size() + " violations"));
    }
    for (var verdict : verdicts) {
      verdict.violations().stream().limit(VIOLATIONS_SHOWN).forEach(violation -> lines.add("- " + violation));
    }
  }

  boolean allKept() {
    return !verdicts.isEmpty() && verdicts.stream().allMatch(Verdict::kept);
  }

  /// Prints everything, and writes it to a file where that is wanted.
  void finish() throws IOException {
    var whole = Stream.concat(heading(), lines.stream()).collect(Collectors.joining("\n", "", "\n"));
    System.out.println();
    System.out.print(whole);
    if (settings.report() != null) {
      Files.createDirectories(settings.report());
      var file = settings.report().resolve("storm-%tF-seed%d.md".formatted(begun.atOffset(ZoneOffset.UTC),
          settings.seed()));
      Files.writeString(file, whole);
      System.out.println("\nreport: " + file);
    }
    System.out.println(allKept()
        ? "\nstorm: seed " + settings.seed() + ": every promise was kept"
        : "\nstorm: seed " + settings.seed() + " FAILED; everything is in " + settings.data() + "; again: "
            + settings.command());
  }

  private Stream<String> heading() {
    return Stream.of("# Storm, seed " + settings.seed(), "",
        "%s, %d minutes of storm, %d with start and settling. %s %s, %d processors, Java %s. Again: `%s`.".formatted(
            begun.truncatedTo(ChronoUnit.SECONDS), settings.length().toMinutes(),
            Duration.between(begun, Instant.now()).toMinutes(), System.getProperty("os.name"),
            System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"), settings.command()));
  }

  private void table(String what, String count) {
    lines.add("");
    lines.add("| " + what + " | " + count + " |");
    lines.add("| --- | ---: |");
  }

  private void row(String what, long count) {
    lines.add("| %s | %,d |".formatted(what, count));
  }
}
