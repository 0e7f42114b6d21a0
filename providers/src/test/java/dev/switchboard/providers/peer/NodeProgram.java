package dev.switchboard.providers.peer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// A server from npm, running on a port of loopback. Installed once, below `~/.cache/switchboard/npm`; where npm is absent
/// or the package cannot be had, the test is skipped.
public final class NodeProgram implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final int port;

  private NodeProgram(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// A service of this specification (OpenAPI), which refuses what the specification does not allow.
  public static NodeProgram prism(Path specification) {
    return start("@stoplight/prism-cli@5.14.2", "@stoplight/prism-cli/dist/index.js", port -> List.of("mock", "-h",
        "127.0.0.1", "-p", Integer.toString(port), "--errors", specification.toString()));
  }

  /// @param script below `node_modules`
  /// @param arguments of the script, for the port where it shall listen
  public static NodeProgram start(String npmPackage, String script, IntFunction<List<String>> arguments) {
    var modules = installed(npmPackage).resolve("node_modules");
    var port = freePort();
    var command = new ArrayList<>(List.of("node", modules.resolve(script).toString()));
    command.addAll(arguments.apply(port));
    try {
      var log = Files.createTempFile("node-program", ".log");
      var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      var program = new NodeProgram(process, port);
      await().atMost(PATIENCE).until(() -> !process.isAlive() || listens(port));
      if (!process.isAlive()) {
        throw new IllegalStateException(npmPackage + " did not start: " + Files.readString(log));
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path installed(String npmPackage) {
    var folder = Path.of(System.getProperty("user.home"), ".cache", "switchboard", "npm",
        npmPackage.replaceAll("[^A-Za-z0-9.]+", "-"));
    var done = folder.resolve("installed");
    try {
      Files.createDirectories(folder);
      try (var lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = lock.lock()) {
        if (!Files.exists(done)) {
          assumeTrue(
              run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefix", folder.toString(), npmPackage),
              () -> "skipped: npm is absent or cannot install " + npmPackage);
          Files.createFile(done);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean run(Path folder, String... command) {
    try {
      var log = folder.resolve("npm.log").toFile();
      var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listens(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
