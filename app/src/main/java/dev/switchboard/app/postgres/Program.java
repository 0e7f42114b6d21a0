package dev.switchboard.app.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs another program and waits for it.
final class Program {

  /// Whether it exists and ends well.
  static boolean succeeds(List<String> command) {
    try {
      return run(command, Redirect.DISCARD, 10) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// The exit code. What the program says is appended to a file: a server that it leaves behind may keep the stream
  /// open, so a pipe would never end.
  static int run(List<String> command, Path log, int seconds) throws IOException {
    return run(command, Redirect.appendTo(log.toFile()), seconds);
  }

  private static int run(List<String> command, Redirect output, int seconds) throws IOException {
    var process = new ProcessBuilder(command)
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(output)
        .start();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end within " + seconds + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while running " + command).initCause(e);
    }
  }

  private Program() {}
}
