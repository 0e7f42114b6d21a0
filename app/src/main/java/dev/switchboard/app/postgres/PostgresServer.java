package dev.switchboard.app.postgres;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server on a data directory of ours, as durable as any: what is committed survives a power cut.
///
/// It is a process of its own. When this one is killed the server goes on, and the next [#start] finds it and takes it
/// over. When the server dies it is started again, on the same port. The caller sees to it that only one process works on
/// a directory. Thread-safe.
public final class PostgresServer implements AutoCloseable {

  /// The major version of the programs that come with this build.
  public static final String MAJOR = "17";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final int SECONDS_TO_START = 300;
  private static final int SECONDS_TO_STOP = 20;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long LOG_LIMIT_BYTES = 20_000_000;

  private final ServerFiles files;
  private final Binaries binaries;
  private final ServerUser user;
  private int port;
  private volatile boolean closed;

  private PostgresServer(ServerFiles files, Binaries binaries, ServerUser user) {
    this.files = files;
    this.binaries = binaries;
    this.user = user;
  }

  /// Starts the server, or takes over the one that a killed process has left. Blocks until it answers; the first time
  /// it also makes the database.
  ///
  /// @param home where everything is kept; absolute
  /// @param version of the programs
  /// @param progress is told what takes time
  /// @throws StartFailure where it does not start
  public static PostgresServer start(Path home, String version, Passwords passwords, Consumer<String> progress) {
    var files = new ServerFiles(home);
    try {
      requireOurVersion(files);
      var server = new PostgresServer(files, Binaries.unpack(version, progress), ServerUser.detect());
      server.run(passwords, progress);
      server.watch();
      return server;
    } catch (IOException | IllegalStateException e) {
      throw new StartFailure("The database in " + home + " does not start: " + e.getMessage(), e);
    }
  }

  /// Where it listens, on 127.0.0.1.
  public int port() {
    return port;
  }

  /// The URL of the database, for the role `switchboard`.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + Database.NAME;
  }

  /// Stops the server: cuts its connections, writes everything to disk. Blocks until it is down.
  @Override
  public void close() {
    closed = true;
    shutDown();
  }

  private synchronized void shutDown() {
    try {
      if (PidFile.ofRunningServer(files).isPresent()) {
        stop("fast");
      }
    } catch (IOException | IllegalStateException e) {
      LOG.warn("PostgreSQL does not stop, so it is stopped hard; it recovers at its next start", e);
      try {
        stop("immediate");
      } catch (IOException again) {
        throw new UncheckedIOException(again);
      }
    }
  }

  // A server may be killed for want of memory, or by a mistaken hand.
  private void watch() throws IOException {
    PidFile.ofRunningServer(files)
        .flatMap(server -> ProcessHandle.of(server.pid()))
        .ifPresent(server -> Thread.ofVirtual().name("postgres watch").start(() -> {
          server.onExit().join();
          startAgain();
        }));
  }

  private void startAgain() {
    while (!closed) {
      try {
        startOnSamePort();
        return;
      } catch (IOException | IllegalStateException e) {
        // What the dead server has left, its processes and their memory, may take a moment to go.
        LOG.warn("PostgreSQL does not start yet: {}", e.getMessage());
        pause();
      }
    }
  }

  private synchronized void startOnSamePort() throws IOException {
    if (!closed) {
      LOG.warn("PostgreSQL has died; it is started again");
      Files.deleteIfExists(files.pidFile());
      pgCtl("start", SECONDS_TO_START, "--log=" + files.log());
      LOG.warn("PostgreSQL runs again");
      watch();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireOurVersion(ServerFiles files) throws IOException {
    if (!Files.exists(files.majorVersion())) {
      return;
    }
    var found = Files.readString(files.majorVersion()).strip();
    if (!found.equals(MAJOR)) {
      throw new StartFailure("The data in " + files.data() + " was made by PostgreSQL " + found
          + ", and this version of switchboard brings PostgreSQL " + MAJOR
          + ": start the version that made it, or take another directory with --data.");
    }
  }

  private void run(Passwords passwords, Consumer<String> progress) throws IOException {
    var running = PidFile.ofRunningServer(files);
    if (running.isPresent()) {
      progress.accept("taking over the server that is still running (pid " + running.get().pid() + ")");
      port = running.get().port();
      if (Database.answers(port, passwords)) {
        return;
      }
      stop("fast");
    }
    // What a killed server has left would keep this one from starting if its number belongs to somebody else by now.
    Files.deleteIfExists(files.pidFile());
    if (!Files.exists(files.majorVersion())) {
      progress.accept("making a new database in " + files.data());
      initialize(passwords);
    }
    user.own(files.data());
    keepLogSmall();
    startOnFreePort();
    Database.ensure(port, passwords);
  }

  private void initialize(Passwords passwords) throws IOException {
    Trees.delete(files.unfinished());
    Files.createDirectory(files.unfinished());
    var passwordFile = Files.createTempFile("switchboard", ".password");
    try {
      Files.writeString(passwordFile, passwords.superuser().reveal());
      user.own(passwordFile);
      user.own(files.unfinished());
      // The same order of text on every machine; where connections may come from is in ServerSettings.
      run("initdb", 120, "-D", files.unfinished().toString(), "-U", Database.SUPERUSER, "--encoding=UTF8",
          "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
          "--auth=scram-sha-256", "--pwfile=" + passwordFile, "--no-instructions");
    } finally {
      Files.delete(passwordFile);
    }
    ServerSettings.includeIn(files.unfinished());
    Files.move(files.unfinished(), files.data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void keepLogSmall() throws IOException {
    if (Files.exists(files.log()) && Files.size(files.log()) > LOG_LIMIT_BYTES) {
      Files.move(files.log(), files.log().resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void startOnFreePort() throws IOException {
    port = FreePort.preferring(ServerSettings.lastPort(files));
    ServerSettings.write(files, port);
    user.own(files.data());
    try {
      pgCtl("start", SECONDS_TO_START, "--log=" + files.log());
    } catch (IllegalStateException e) {
      throw new StartFailure("PostgreSQL does not start; the last lines of " + files.log() + " say: " + lastWords(), e);
    }
  }

  private String lastWords() throws IOException {
    var lines = Files.exists(files.log()) ? Files.readAllLines(files.log()) : List.<String>of();
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  private void stop(String mode) throws IOException {
    pgCtl("stop", SECONDS_TO_STOP, "--mode=" + mode);
  }

  private void pgCtl(String action, int seconds, String option) throws IOException {
    run("pg_ctl", seconds + 5, action, "-D", files.data().toString(), "--wait", "--timeout=" + seconds, "--silent",
        option);
  }

  private void run(String program, int seconds, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(binaries.program(program).toString());
    command.addAll(List.of(arguments));
    var exitCode = Program.run(user.command(command), files.log(), seconds);
    if (exitCode != 0) {
      throw new IllegalStateException(program + " ended with " + exitCode + ", see " + files.log());
    }
  }
}
