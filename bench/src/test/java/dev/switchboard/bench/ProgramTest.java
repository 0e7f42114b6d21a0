package dev.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  @TempDir
  Path directory;

  @Test
  void whatItPrintsIsItsAnswer() throws Exception {
    var program = new Program(List.of("sh", "-c", "echo $GREETING; echo never mind >&2"),
        Map.of("GREETING", "tps = 2,301.5"), log());

    assertThat(program.run()).isEqualTo("tps = 2,301.5\n");
    assertThat(log()).hasContent("never mind");
  }

  @Test
  void aFailureNamesTheLog() {
    assertThatIllegalStateException().isThrownBy(() -> program("exit 3").run())
        .withMessageContainingAll("3", log().toString());
  }

  @Test
  void aNumberIsFoundBehindItsWords() {
    assertThat(Program.number("latency average = 1.2 ms\ntps = 2301.5 (without connections)", "tps ="))
        .isEqualTo(2301.5);
    assertThatIllegalStateException().isThrownBy(() -> Program.number("it failed", "tps ="));
  }

  @Test
  void whoeverIsInterruptedLeavesNoProgramBehind() throws Exception {
    var run = new FutureTask<>(program(withAChild())::run);
    Thread.ofPlatform().start(run);
    var processes = started();

    run.cancel(true);

    awaitEnd(processes);
  }

  @Test
  void noProgramOutlivesTheBenchmark() throws Exception {
    var benchmark = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
        System.getProperty("java.class.path"), Started.class.getName(), withAChild()).inheritIO().start();
    var processes = started();

    // As Ctrl-C does.
    benchmark.destroy();

    benchmark.waitFor();
    awaitEnd(processes);
  }

  /// A benchmark that has started a program.
  static final class Started {

    private Started() {}

    public static void main(String[] arguments) throws Exception {
      Processes.start(new ProcessBuilder("sh", "-c", arguments[0])).waitFor();
    }
  }

  private Program program(String script) {
    return new Program(List.of("sh", "-c", script), Map.of(), log());
  }

  private Path log() {
    return directory.resolve("log");
  }

  // The echo is one write, so whoever sees the file sees all of it.
  private String withAChild() {
    return "sleep 600 & echo $$ $! > '" + directory.resolve("pids") + "'; wait";
  }

  private List<ProcessHandle> started() {
    await().atMost(Duration.ofMinutes(1)).until(() -> !pids().isEmpty());
    return Stream.of(pids().split(" ")).map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow()).toList();
  }

  private String pids() {
    try {
      return Files.readString(directory.resolve("pids")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static void awaitEnd(List<ProcessHandle> processes) {
    assertThat(processes).hasSize(2);
    await().atMost(Duration.ofMinutes(1)).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }
}
