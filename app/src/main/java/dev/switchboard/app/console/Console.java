package dev.switchboard.app.console;

import java.io.PrintStream;

/// Says in plain words what the node does: one line per step, on standard output.
///
/// Thread-safe. Keeps its own reference to the stream, so that it can still speak while logging is shut down.
public final class Console {

  private final PrintStream out;

  public Console(PrintStream out) {
    this.out = out;
  }

  /// One step: what it is about, and what happens.
  public void step(String subject, String what) {
    out.printf("  %-10s %s%n", subject, what);
    out.flush();
  }

  /// A line as it is.
  public void line(String text) {
    out.println(text);
    out.flush();
  }
}
