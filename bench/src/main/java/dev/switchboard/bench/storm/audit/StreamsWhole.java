package dev.switchboard.bench.storm.audit;

import dev.switchboard.bench.storm.audit.LiveStream.Segment;
import dev.switchboard.core.event.Cursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Each live client heard exactly the events of the log, in its order, over all its connections.
final class StreamsWhole implements Check {

  @Override
  public String promise() {
    return "every live client's stream is without gap and without repeat";
  }

  @Override
  public long examined(Histories histories) {
    return histories.streams().stream().flatMap(stream -> stream.segments().stream())
        .mapToLong(segment -> segment.heard().size()).sum();
  }

  @Override
  public List<String> violations(Histories histories) {
    var violations = new ArrayList<String>();
    var log = histories.database().events().stream().map(DatabaseHistory.Event::cursor)
        .collect(Collectors.toCollection(TreeSet::new));
    for (var stream : histories.streams()) {
      for (var segment : stream.segments()) {
        if (segment.resync() != null) {
          violations.add(stream.client() + " was told to start anew (" + segment.resync() + ") at " + segment.from());
        }
        compare(violations, stream.client(), segment, log, segment == stream.segments().getLast());
      }
    }
    return violations;
  }

  // Of a gap or a repeat the first place is enough to look into it, and how many there are.
  private static void compare(List<String> violations, String client, Segment segment, NavigableSet<Cursor> log,
      boolean toTheEnd) {
    var heard = new HashSet<Cursor>();
    var repeats = segment.heard().stream().filter(cursor -> !heard.add(cursor)).toList();
    tell(violations, client, "heard twice", repeats);
    tell(violations, client, "heard though not in the log", heard.stream().filter(cursor -> !log.contains(cursor))
        .sorted().toList());
    var told = log.tailSet(segment.from(), false);
    if (!toTheEnd) {
      told = segment.heard().isEmpty() ? new TreeSet<>() : told.headSet(segment.heard().getLast(), true);
    }
    tell(violations, client, "never heard (a gap)", told.stream().filter(cursor -> !heard.contains(cursor)).toList());
    var last = segment.from();
    for (var cursor : segment.heard()) {
      if (cursor.isAfter(last)) {
        last = cursor;
      } else if (!repeats.contains(cursor)) {
        violations.add(client + " heard " + cursor + " after " + last);
        return;
      }
    }
  }

  private static void tell(List<String> violations, String client, String what, List<Cursor> cursors) {
    if (!cursors.isEmpty()) {
      violations.add("%s: %d events %s, the first %s".formatted(client, cursors.size(), what, cursors.getFirst()));
    }
  }
}
