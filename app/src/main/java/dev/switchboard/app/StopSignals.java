package dev.switchboard.app;

import dev.switchboard.app.console.Console;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/// Ctrl-C and SIGTERM: the first asks for a clean stop, another one ends the process at once.
///
/// A shutdown hook would not do: it runs beside everybody else's hooks, and the exit code would be that of a killed
/// process.
final class StopSignals {

  private static final int KILLED = 130;

  // Wrappers such as timeout(1) pass a signal on to the process and to its group, so it comes twice at once.
  private static final Duration ONE_AND_THE_SAME = Duration.ofMillis(500);

  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile long askedAt;

  private StopSignals() {}

  static StopSignals listen(Console console) {
    var signals = new StopSignals();
    for (var name : List.of("INT", "TERM", "HUP")) {
      Signal.handle(new Signal(name), _ -> signals.received(console));
    }
    return signals;
  }

  void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void throwIfStopped() {
    if (asked.getCount() == 0) {
      throw new Stopped();
    }
  }

  private void received(Console console) {
    var now = System.nanoTime();
    if (asked.getCount() > 0) {
      askedAt = now;
      console.line("\nstopping (again to kill)");
      asked.countDown();
    } else if (now - askedAt > ONE_AND_THE_SAME.toNanos()) {
      console.line("killed; what was under way is recovered at the next start");
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /// Somebody asked to stop while the node was still starting.
  static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
