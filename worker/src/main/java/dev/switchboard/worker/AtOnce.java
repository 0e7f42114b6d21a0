package dev.switchboard.worker;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Does the same for several things at once, each on a virtual thread of its own.
public final class AtOnce {

  /// Returns when all are done.
  ///
  /// @throws ExecutionException where one of them failed; the others are done all the same
  public static <T> void each(List<T> things, Consumer<T> work) throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = things.stream().map(thing -> Executors.callable(() -> work.accept(thing)))
          .toList();
      for (var done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private AtOnce() {}
}
