package dev.switchboard.core.engine;

import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/// Two sides at once, in an order that the test forces.
final class Race {

  /// Begins in a thread of its own.
  static <T> Future<T> begin(Callable<T> side) {
    var task = new FutureTask<>(side);
    Thread.ofVirtual().name("race").start(task);
    return task;
  }

  /// As [#begin], for a side that has no answer.
  static Future<Void> run(Runnable side) {
    var task = new FutureTask<Void>(side, null);
    Thread.ofVirtual().name("race").start(task);
    return task;
  }

  /// Returns when the side waits for a row that another transaction has locked, or when it has ended without.
  static void awaitBlocked(TestDatabase db, Future<?> side) {
    await().until(() -> side.isDone() || db.count("""
        pg_stat_activity
        where datname = current_database()
          and wait_event_type = 'Lock'""") > 0);
  }

  @FunctionalInterface
  interface Numbered<T> {
    T call(int i) throws Exception;
  }

  /// Many at once, each told its number; returns their answers.
  static <T> List<T> atOnce(int times, Numbered<T> side) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sides = IntStream.range(0, times).<Callable<T>>mapToObj(i -> () -> side.call(i)).toList();
      var answers = new ArrayList<T>();
      for (var answer : threads.invokeAll(sides)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private Race() {}
}
