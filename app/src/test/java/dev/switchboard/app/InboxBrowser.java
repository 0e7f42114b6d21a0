package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// Chromium, driven by `src/test/inbox/play.mjs`, which plays one scenario after the other in the same browser.
final class InboxBrowser implements AutoCloseable {

  private static final Path PROGRAM = Path.of("src", "test", "inbox").toAbsolutePath();
  private static final Path LOGS = Path.of("target", "inbox").toAbsolutePath();
  private static final Path PICTURES = Path.of("..", "docs", "images").toAbsolutePath().normalize();
  private static final int OLDEST_NODE = 20;

  private final Process process;
  private final BufferedReader answers;
  private final OutputStream orders;

  private InboxBrowser(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.getOutputStream();
  }

  /// What it would need and this machine does not have; empty where it has everything.
  static Optional<String> missing() {
    if (chromium().isEmpty()) {
      return Optional.of("there is no Chromium, and CHROMIUM_PATH names none");
    }
    if (!nodeIsNewEnough()) {
      return Optional.of("there is no Node %d or newer".formatted(OLDEST_NODE));
    }
    return packagesAreThere()
        ? Optional.empty()
        : Optional.of("npm is absent or could not fetch its packages, see " + LOGS);
  }

  private static Optional<Path> chromium() {
    var told = Stream.ofNullable(System.getenv("CHROMIUM_PATH"));
    var onPath = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> folder + "/" + name));
    return Stream.of(told, Stream.of("/usr/bin/chromium"), onPath)
        .flatMap(places -> places)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean nodeIsNewEnough() {
    return run("node", "-e", "process.exit(process.versions.node.split('.')[0] >= %d ? 0 : 1)".formatted(OLDEST_NODE));
  }

  // Into a folder that git ignores; only when the lock has changed.
  private static boolean packagesAreThere() {
    var lock = PROGRAM.resolve("package-lock.json");
    var done = PROGRAM.resolve("node_modules").resolve(".installed-lock");
    try {
      if (Files.exists(done) && Files.mismatch(lock, done) == -1) {
        return true;
      }
      if (!run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")) {
        return false;
      }
      Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean run(String... command) {
    try {
      Files.createDirectories(LOGS);
      var process = new ProcessBuilder(command).directory(PROGRAM.toFile())
          .redirectErrorStream(true).redirectOutput(LOGS.resolve(command[0] + ".log").toFile()).start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Returns when the browser is there.
  static InboxBrowser start(TestSite site) throws IOException {
    var credentials = site.credentials();
    var builder = new ProcessBuilder("node", "play.mjs").directory(PROGRAM.toFile())
        .redirectError(LOGS.resolve("play.log").toFile());
    var environment = builder.environment();
    environment.put("SWITCHBOARD_URL", credentials.url());
    environment.put("SWITCHBOARD_KEY", credentials.apiKey());
    environment.put("AGENT_EMAIL", credentials.agentEmail());
    environment.put("AGENT_PASSWORD", credentials.agentPassword());
    environment.put("CHROMIUM_PATH", chromium().orElseThrow().toString());
    environment.put("CUT_SECONDS", System.getProperty("inbox.cut", "0"));
    environment.put("LOGS", LOGS.toString());
    environment.put("PICTURES", PICTURES.toString());
    var browser = new InboxBrowser(builder.start());
    browser.answer();
    return browser;
  }

  /// Plays a scenario to its end, and fails as it does.
  ///
  /// @param scenario a file of `scenarios`, without `.mjs`, and words for it
  void play(String scenario, String... words) throws IOException {
    assertThat(failureOf(scenario, words)).as("%s, as it was played in the browser", scenario).isEmpty();
  }

  /// Plays a scenario to its end; empty where all went well.
  String failureOf(String scenario, String... words) throws IOException {
    orders.write((String.join(" ", Stream.concat(Stream.of(scenario), Stream.of(words)).toList()) + "\n")
        .getBytes(StandardCharsets.UTF_8));
    orders.flush();
    return TestSite.JSON.readTree(answer()).path("failure").asText("");
  }

  private String answer() throws IOException {
    var line = answers.readLine();
    if (line == null) {
      throw new IllegalStateException("the player has ended: " + Files.readString(LOGS.resolve("play.log")));
    }
    return line;
  }

  @Override
  public void close() {
    try {
      orders.close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
