package dev.switchboard.app;

import dev.switchboard.app.console.Console;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has been started, to be stopped in the opposite order, each in bounded time and whatever the others do.
final class Closing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private record Step(String name, Duration limit, AutoCloseable what) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private final Console console;

  Closing(Console console) {
    this.console = console;
  }

  /// @param name for the terminal; empty for what nobody needs to hear of
  /// @param limit after which the stop goes on without it
  void add(String name, Duration limit, AutoCloseable what) {
    steps.push(new Step(name, limit, what));
  }

  @Override
  public void close() {
    while (!steps.isEmpty()) {
      close(steps.pop());
    }
  }

  private void close(Step step) {
    var closer = Thread.ofPlatform().daemon().name("closing " + step.name()).start(() -> closeLogged(step));
    try {
      if (!closer.join(step.limit())) {
        console.step(step.name(), "does not stop within " + step.limit().toSeconds() + " s, so it is left");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeLogged(Step step) {
    try {
      step.what().close();
      if (!step.name().isEmpty()) {
        console.step(step.name(), "stopped");
      }
    } catch (Exception e) {
      LOG.warn("{} does not stop cleanly", step.name(), e);
      console.step(step.name(), "did not stop cleanly: " + e.getMessage());
    }
  }
}
