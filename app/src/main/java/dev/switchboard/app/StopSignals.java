package dev.switchboard.app;

import dev.switchboard.app.console.Console;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/// Ctrl-C and SIGTERM: the first asks for a clean stop, the second ends the process at once.
///
/// A shutdown hook would not do: it runs beside everybody else's hooks, and the exit code would be that of a killed
/// process.
final class StopSignals {

  private static final int KILLED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);

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
    if (asked.getCount() == 0) {
      console.line("killed; what was under way is recovered at the next start");
      Runtime.getRuntime().halt(KILLED);
    }
    console.line("\nstopping (again to kill)");
    asked.countDown();
  }

  /// Somebody asked to stop while the node was still starting.
  static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
