package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.DriverHistory.Try;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Within each chat and lane messages are accepted in the order in which the driver handed them in, as far as it can know,
/// and reach the service for the first time in the order in which they were accepted. A scheduled message joins the order
/// when it is due: behind everything that was accepted before.
final class ChatOrder implements Check {

  // Accepting is timed by the driver's clock, being due by the database's.
  private static final Duration CLOCKS = Duration.ofSeconds(1);

  /// A message of a chat and lane.
  ///
  /// @param accepted its place in the order of acceptance
  /// @param begun before the driver first handed it in
  /// @param ended after it was first told that it is accepted; null where it never was
  /// @param delivered its place in the simulator's journal; null where it never came there
  private record Place(UUID id, @Nullable Instant sendAt, long accepted, Instant begun, @Nullable Instant ended,
      long request, int place, @Nullable Integer delivered, @Nullable Instant deliveredAt) {}

  private record Row(UUID chatId, int lane) {}

  @Override
  public String promise() {
    return "order is kept within each chat and lane";
  }

  @Override
  public long examined(Histories histories) {
    return rows(histories).size();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    rows(histories).values().forEach(row -> {
      acceptedAsAsked(violations, row);
      sentAsAccepted(violations, row.stream().filter(place -> place.sendAt == null).toList());
      scheduledInTime(violations, row);
    });
    return violations;
  }

  private static Map<Row, List<Place>> rows(Histories histories) {
    var accepted = new HashMap<UUID, Long>();
    histories.database().events().stream()
        .filter(event -> event.kind().equals("message_sent"))
        .forEach(event -> accepted.put(Objects.requireNonNull(event.messageId()), event.seq()));
    var tries = histories.driver().tries().stream().collect(Collectors.groupingBy(each -> each.wish().number()));
    var first = histories.simulator().firstDeliveries();
    return histories.database().outbound().stream()
        .filter(message -> accepted.containsKey(message.id()) && tries.containsKey(message.wish()))
        .collect(Collectors.groupingBy(message -> new Row(message.chatId(), message.lane()),
            Collectors.collectingAndThen(Collectors.toList(), messages -> messages.stream()
                .map(message -> place(message, accepted, tries, first, histories.simulator()))
                .sorted(Comparator.comparing(Place::accepted)).toList())));
  }

  private static Place place(Stored message, Map<UUID, Long> accepted, Map<Long, List<Try>> tries,
      Map<UUID, Integer> first, SimulatorHistory simulator) {
    var own = Objects.requireNonNull(tries.get(message.wish()));
    var told = own.stream().filter(each -> each.answer() == Answer.ACCEPTED).map(Try::ended)
        .min(Comparator.naturalOrder()).orElse(null);
    var asked = own.getFirst();
    var delivered = first.get(message.id());
    return new Place(message.id(), asked.wish().sendAt(), Objects.requireNonNull(accepted.get(message.id())),
        asked.begun(), told, own.size() == 1 ? asked.request() : -1, asked.place(), delivered,
        delivered == null ? null : simulator.taken().get(delivered).at());
  }

  // From the last to the first: nobody may stand before one who was done before they began.
  private static void acceptedAsAsked(List<String> violations, List<Place> row) {
    Place earliest = null;
    for (var place : row.reversed()) {
      if (earliest != null && Objects.requireNonNull(earliest.ended).isBefore(place.begun)) {
        violations
            .add("message " + earliest.id + " was accepted before " + place.id + " was handed in, and is behind it");
      }
      if (place.ended != null && (earliest == null || place.ended.isBefore(earliest.ended))) {
        earliest = place;
      }
    }
    for (var i = 1; i < row.size(); i++) {
      var one = row.get(i - 1);
      var next = row.get(i);
      if (one.request >= 0 && one.request == next.request && one.place > next.place) {
        violations.add("messages " + next.id + " and " + one.id + " of one batch changed places");
      }
    }
  }

  private static void sentAsAccepted(List<String> violations, List<Place> row) {
    Place last = null;
    for (var place : row) {
      if (place.delivered == null) {
        continue;
      }
      if (last != null && place.delivered < Objects.requireNonNull(last.delivered)) {
        violations.add("message " + place.id + " was accepted after " + last.id + " and reached the service before it");
      } else {
        last = place;
      }
    }
  }

  private static void scheduledInTime(List<String> violations, List<Place> row) {
    for (var scheduled : row) {
      if (scheduled.sendAt == null || scheduled.delivered == null) {
        continue;
      }
      if (Objects.requireNonNull(scheduled.deliveredAt).isBefore(scheduled.sendAt)) {
        violations.add("message " + scheduled.id + " reached the service before its time");
      }
      row.stream()
          .filter(other -> other.sendAt == null && other.delivered != null && other.ended != null
              && other.ended.plus(CLOCKS).isBefore(scheduled.sendAt) && other.delivered > scheduled.delivered)
          .forEach(other -> violations.add("message " + other.id + " was accepted before " + scheduled.id
              + " was due, and reached the service after it"));
    }
  }
}
