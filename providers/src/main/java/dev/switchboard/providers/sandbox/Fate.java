package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.DeliveryReport.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happens to one attempt at one message: a pure function of the account's behaviour, our message id and the number
/// of the attempt.
///
/// @param reception what the caller gets to see
/// @param latency until then
/// @param trouble the code given where it is refused or fails; null where all goes well
/// @param reports what happens to it once taken, in the order in which it happens
/// @param answerAfter from taking it to the customer's answer; null where they do not answer
record Fate(Reception reception, Duration latency, @Nullable Trouble trouble, List<Report> reports,
    @Nullable Duration answerAfter) {

  /// What the caller gets to see, and whether the service has taken the message.
  enum Reception {
    ACCEPTED(true), ACCEPTED_WITHOUT_ANSWER(true), ACCEPTED_AND_HUNG_UP(true), ACCEPTED_WITH_GARBAGE(true), GARBAGE(
        false),
    THROTTLED(false), SERVER_ERROR(false), REFUSED(false);

    private final boolean taken;

    Reception(boolean taken) {
      this.taken = taken;
    }

    boolean taken() {
      return taken;
    }
  }

  /// Something that happens to a message.
  ///
  /// @param after from taking the message
  /// @param posted when its receipt is posted, counted in the same way: never, once or twice
  record Report(Status status, Duration after, List<Duration> posted) {}

  private static final Duration DOUBLED_AFTER = Duration.ofMillis(150);
  private static final Duration ANSWERED_AFTER = Duration.ofMillis(500);

  static Fate of(Behaviour behaviour, UUID messageId, int attempt) {
    var dice = new Dice(behaviour.seed(), messageId, attempt);
    return of(behaviour, dice, happens(behaviour, dice, Chance.THROTTLE) ? Reception.THROTTLED
        : reception(behaviour, dice));
  }

  /// The same, but not throttled. A throttle costs no attempt, so the same one comes again and must get through some time.
  static Fate afterThrottle(Behaviour behaviour, UUID messageId, int attempt) {
    var dice = new Dice(behaviour.seed(), messageId, attempt);
    return of(behaviour, dice, reception(behaviour, dice));
  }

  private static Fate of(Behaviour behaviour, Dice dice, Reception reception) {
    var undeliverable = happens(behaviour, dice, Chance.UNDELIVERABLE);
    var reports = reception.taken() ? reports(behaviour, dice, undeliverable) : List.<Report>of();
    return new Fate(reception, behaviour.latency().at(dice.draw("latency")),
        trouble(reception, undeliverable, dice.draw("trouble")), reports, answerAfter(behaviour, dice, reports));
  }

  private static Reception reception(Behaviour behaviour, Dice dice) {
    if (happens(behaviour, dice, Chance.SERVER_ERROR)) {
      return Reception.SERVER_ERROR;
    }
    if (happens(behaviour, dice, Chance.REFUSE)) {
      return Reception.REFUSED;
    }
    if (happens(behaviour, dice, Chance.GARBAGE)) {
      return dice.draw("taken") < 0.5 ? Reception.GARBAGE : Reception.ACCEPTED_WITH_GARBAGE;
    }
    if (happens(behaviour, dice, Chance.TIMEOUT_AFTER_ACCEPT)) {
      return Reception.ACCEPTED_WITHOUT_ANSWER;
    }
    return happens(behaviour, dice, Chance.LOST_CONNECTION) ? Reception.ACCEPTED_AND_HUNG_UP : Reception.ACCEPTED;
  }

  private static @Nullable Trouble trouble(Reception reception, boolean undeliverable, double draw) {
    if (reception == Reception.REFUSED) {
      return Trouble.REFUSALS.get((int) (draw * Trouble.REFUSALS.size()));
    }
    return undeliverable ? Trouble.NOT_REACHABLE : null;
  }

  private static List<Report> reports(Behaviour behaviour, Dice dice, boolean undeliverable) {
    var sent = behaviour.sentAfter().at(dice.draw("sentAfter"));
    var delivered = latest(sent, behaviour.deliveredAfter().at(dice.draw("deliveredAfter")));
    var read = delivered.plus(behaviour.readAfter().at(dice.draw("readAfter")));
    var times = undeliverable
        ? List.of(new Report(Status.SENT, sent, List.of()), new Report(Status.FAILED, delivered, List.of()))
        : List.of(new Report(Status.SENT, sent, List.of()), new Report(Status.DELIVERED, delivered, List.of()),
            new Report(Status.READ, read, List.of()));
    var reversed = happens(behaviour, dice, Chance.REORDERED_RECEIPT);
    var reports = new ArrayList<Report>();
    for (var i = 0; i < times.size(); i++) {
      var report = times.get(i);
      var posted = reversed ? times.get(times.size() - 1 - i).after() : report.after();
      reports.add(new Report(report.status(), report.after(), posted(behaviour, dice, i, posted)));
    }
    return List.copyOf(reports);
  }

  private static List<Duration> posted(Behaviour behaviour, Dice dice, int index, Duration when) {
    if (happens(behaviour, dice, Chance.LOST_RECEIPT, index)) {
      return List.of();
    }
    var late = happens(behaviour, dice, Chance.LATE_RECEIPT, index);
    var first = late ? when.plus(behaviour.lateBy().at(dice.draw("lateBy", index))) : when;
    return happens(behaviour, dice, Chance.DOUBLED_RECEIPT, index)
        ? List.of(first, first.plus(DOUBLED_AFTER))
        : List.of(first);
  }

  private static @Nullable Duration answerAfter(Behaviour behaviour, Dice dice, List<Report> reports) {
    if (!happens(behaviour, dice, Chance.CUSTOMER_ANSWERS)) {
      return null;
    }
    return reports.stream().filter(report -> report.status() == Status.READ).findFirst()
        .map(read -> read.after().plus(ANSWERED_AFTER)).orElse(null);
  }

  private static boolean happens(Behaviour behaviour, Dice dice, Chance chance) {
    return happens(behaviour, dice, chance, 0);
  }

  private static boolean happens(Behaviour behaviour, Dice dice, Chance chance, int index) {
    return dice.draw(chance.setting(), index) < behaviour.rate(chance);
  }

  private static Duration latest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// The last thing that has happened to it so long after it was taken; empty before the first.
  Optional<Report> latestReport(Duration sinceTaken) {
    return reports.stream().filter(report -> report.after().compareTo(sinceTaken) <= 0)
        .max(Comparator.comparing(Report::after).thenComparing(Report::status));
  }
}
