package dev.switchboard.bench.storm;

import dev.switchboard.bench.storm.audit.DriverHistory;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.DriverHistory.Cancel;
import dev.switchboard.bench.storm.audit.DriverHistory.Try;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Writes down what the driver does and is told. Thread-safe.
final class Chronicle {

  private final LongAdder attempted = new LongAdder();
  private final Queue<Try> tries = new ConcurrentLinkedQueue<>();
  private final Queue<Cancel> cancels = new ConcurrentLinkedQueue<>();
  private final Map<Answer, LongAdder> answers = new EnumMap<>(Answer.class);
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  Chronicle() {
    for (var answer : Answer.values()) {
      answers.put(answer, new LongAdder());
    }
  }

  /// To be called before the request is sent.
  void attempt(int messages) {
    attempted.add(messages);
  }

  void told(Try told) {
    tries.add(told);
    answers.computeIfAbsent(told.answer(), _ -> new LongAdder()).increment();
  }

  void canceled(UUID messageId, boolean canceled) {
    cancels.add(new Cancel(messageId, canceled));
    count(canceled ? "called back" : "not called back any more");
  }

  /// For the table at the end.
  void count(String what) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  long count(Answer answer) {
    return answers.getOrDefault(answer, new LongAdder()).sum();
  }

  String words() {
    return "%,d accepted, %,d refused, %,d unknown".formatted(count(Answer.ACCEPTED), count(Answer.REFUSED),
        count(Answer.UNKNOWN));
  }

  Map<String, Long> counts() {
    var sorted = new TreeMap<String, Long>();
    counts.forEach((what, count) -> sorted.put(what, count.sum()));
    return sorted;
  }

  /// Only to be called when nothing is under way any more.
  DriverHistory history() {
    return new DriverHistory(attempted.sum(), List.copyOf(tries), List.copyOf(cancels));
  }
}
