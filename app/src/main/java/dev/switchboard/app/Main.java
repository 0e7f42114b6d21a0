package dev.switchboard.app;

import dev.switchboard.app.check.AccountChecks;
import dev.switchboard.app.command.CheckOptions;
import dev.switchboard.app.command.Command;
import dev.switchboard.app.command.CommandLine;
import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.command.UsageException;
import dev.switchboard.app.console.Console;
import dev.switchboard.app.console.StartFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The entry point of the runnable jar.
public final class Main {

  private static final int CLEAN = 0;
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Main(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] words) {
    // In UTF-8 whatever the locale says: a minimal container has none, and the curl line has an "á".
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.exit(new Main(System.getenv(), out, err).run(List.of(words)));
  }

  /// Does what the words say and answers with the exit code.
  int run(List<String> words) {
    try {
      return switch (CommandLine.parse(words, environment)) {
        case Command.Help() -> say(CommandLine.help().stripTrailing());
        case Command.Version() -> say("switchboard " + Build.read().version());
        case Command.Check(CheckOptions options) -> new AccountChecks(out, err).run(options);
        case Command.Up(NodeOptions options) -> up(options, StopSignals::await);
        case Command.Rehearse(NodeOptions options) -> up(options, _ -> {});
      };
    } catch (UsageException e) {
      err.println("switchboard: " + e.getMessage());
      return USAGE;
    }
  }

  private int say(String text) {
    out.println(text);
    return CLEAN;
  }

  private int up(NodeOptions options, Consumer<StopSignals> untilDone) {
    var console = new Console(out);
    var signals = StopSignals.listen(console);
    NodeLog.configure(options);
    try (var node = new Node(options, environment, console)) {
      node.start(signals::throwIfStopped);
      untilDone.accept(signals);
    } catch (StopSignals.Stopped stopped) {
      // Asked to stop while still starting: whatever was begun has been closed.
    } catch (StartFailure e) {
      NodeLog.failed(e);
      err.println("switchboard: " + e.getMessage());
      return FAILURE;
    } catch (RuntimeException e) {
      NodeLog.failed(e);
      err.println("switchboard: it does not run because of something unforeseen (" + deepest(e) + "); "
          + NodeLog.whereToLook(options));
      return FAILURE;
    }
    console.line("stopped");
    return CLEAN;
  }

  private static String deepest(Throwable e) {
    var cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse("");
  }
}
