package dev.switchboard.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that measures something and says it on its standard output.
///
/// @param log where its standard error goes
record Program(List<String> command, Map<String, String> environment, Path log) {

  /// Runs it to its end and returns what it printed. Whoever is interrupted meanwhile leaves no program behind.
  ///
  /// @throws IllegalStateException where it failed, with the place of its log
  String run() throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    var process = Processes.start(builder);
    // Reading does not listen to interrupts, waiting does.
    var output = new FutureTask<>(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    Thread.ofVirtual().start(output);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command.getFirst() + " ended with " + process.exitValue() + ", see " + log);
      }
      return output.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      Processes.kill(process);
    }
  }

  /// The number that follows these words in an output.
  static double number(String output, String words) {
    Matcher found = Pattern.compile(Pattern.quote(words) + "\\s*([0-9.]+)").matcher(output);
    if (!found.find()) {
      throw new IllegalStateException("'" + words + "' was not printed: " + output);
    }
    return Double.parseDouble(found.group(1));
  }
}
