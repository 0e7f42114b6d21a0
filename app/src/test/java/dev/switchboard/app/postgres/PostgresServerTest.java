package dev.switchboard.app.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.app.console.StartFailure;
import dev.switchboard.core.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

  private static final Passwords PASSWORDS = new Passwords(new Secret("of-postgres"), new Secret("of-switchboard"));

  // Never: a server that a failed test has left would write into it while it is deleted.
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path home;

  private final List<PostgresServer> started = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(PostgresServer::close);
  }

  @Test
  void aCommitSurvivesAPowerCut() throws SQLException {
    start();

    assertThat(setting("fsync")).isEqualTo("on");
    assertThat(setting("synchronous_commit")).isEqualTo("on");
    assertThat(setting("full_page_writes")).isEqualTo("on");
  }

  @Test
  void theDataIsThereAfterAStop() throws SQLException {
    start();
    run("create table kept (x int)");
    started.getLast().close();

    start();

    assertThat(value("select count(*) from kept")).isEqualTo("0");
  }

  @Test
  void thePortStaysTheSame() {
    start();
    var port = started.getLast().port();
    started.getLast().close();

    start();

    assertThat(started.getLast().port()).isEqualTo(port);
  }

  @Test
  void aServerThatAKilledNodeHasLeftIsTakenOver() throws SQLException {
    start();
    var since = value("select pg_postmaster_start_time()");

    start();

    assertThat(value("select pg_postmaster_start_time()")).isEqualTo(since);
    assertThat(said).anyMatch(line -> line.startsWith("taking over"));
  }

  @Test
  void aServerThatDiesIsStartedAgainWithAllThatWasCommitted() throws Exception {
    start();
    run("create table kept (x int)");
    var server = ProcessHandle.of(PidFile.ofRunningServer(new ServerFiles(home)).orElseThrow().pid()).orElseThrow();

    server.destroyForcibly();
    server.onExit().get(10, TimeUnit.SECONDS);

    await().until(this::answers);
    assertThat(value("select count(*) from kept")).isEqualTo("0");
  }

  @Test
  void aPidFileThatNamesAnotherProgramDoesNotKeepItFromStarting() throws Exception {
    start();
    started.getLast().close();
    var pidFile = new ServerFiles(home).pidFile();
    Files.write(pidFile, List.of(Long.toString(ProcessHandle.current().pid()), home.toString(), "1", "5433"));

    start();

    assertThat(answers()).isTrue();
  }

  @Test
  void nobodyGetsInWithoutThePassword() {
    start();

    assertThatThrownBy(() -> connect(new Secret("wrong")).close()).hasMessageContaining("password");
  }

  @Test
  void theNodesAreNoSuperuser() throws SQLException {
    start();

    assertThat(value("select usesuper from pg_user where usename = current_user")).isEqualTo("f");
  }

  @Test
  void dataOfAnotherMajorVersionIsLeftAlone() throws IOException {
    Files.createDirectories(home.resolve("postgres"));
    Files.writeString(home.resolve("postgres/PG_VERSION"), "16\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("was made by PostgreSQL 16")
        .hasMessageContaining("--data");
  }

  private void start() {
    started.add(PostgresServer.start(home, "17.11.0", PASSWORDS, said::add));
  }

  private boolean answers() {
    try (var _ = connect(PASSWORDS.owner())) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private String setting(String name) throws SQLException {
    return value("show " + name);
  }

  private String value(String sql) throws SQLException {
    try (var connection = connect(PASSWORDS.owner());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void run(String sql) throws SQLException {
    try (var connection = connect(PASSWORDS.owner()); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(Secret password) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", "switchboard");
    properties.setProperty("password", password.reveal());
    return DriverManager.getConnection(started.getLast().jdbcUrl(), properties);
  }
}
