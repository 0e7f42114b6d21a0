package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.directory.DataDirectory;
import dev.switchboard.app.directory.KeysFile;
import dev.switchboard.app.postgres.Passwords;
import dev.switchboard.app.postgres.PostgresServer;
import dev.switchboard.core.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said when it does not run: one sentence, and the exit code.
class MainTest {

  private static final Passwords PASSWORDS = new Passwords(new Secret("of-postgres"), new Secret("of-switchboard"));

  @TempDir
  static Path home;

  private static PostgresServer postgres;

  @TempDir
  Path data;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeAll
  static void startDatabase() {
    postgres = PostgresServer.start(home, Build.read().postgres(), PASSWORDS, _ -> {});
  }

  @AfterAll
  static void stopDatabase() {
    postgres.close();
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aFlagThatDoesNotExist() {
    assertThat(run("up", "--prot", "1")).isEqualTo(2);
    assertSentence("There is no flag '--prot'");
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("up", "--data", data.toString(), "--port", Integer.toString(taken.getLocalPort()))).isOne();
    }
    assertSentence("choose another with --port");
  }

  @Test
  void dataOfAnotherPostgres() throws IOException {
    Files.createDirectories(data.resolve("postgres"));
    Files.writeString(data.resolve("postgres/PG_VERSION"), "16\n");
    new KeysFile(data.resolve("keys.json")).create();

    assertThat(run("up", "--data", data.toString(), "--port", "0")).isOne();

    assertSentence("was made by PostgreSQL 16");
  }

  @Test
  void aDirectoryThatAnotherNodeWorksOn() throws IOException {
    try (var _ = DataDirectory.open(data)) {
      assertThat(run("up", "--data", data.toString(), "--port", "0")).isOne();
    }
    assertSentence("is in use by another switchboard");
  }

  @Test
  void aDirectoryThatCannotBeWrittenTo() throws IOException {
    var file = Files.createFile(data.resolve("file"));

    assertThat(run("up", "--data", file.resolve("data").toString(), "--port", "0")).isOne();

    assertSentence("take another directory with --data");
  }

  @Test
  void keysThatAreGone() throws IOException {
    Files.createDirectories(data.resolve("postgres"));

    assertThat(run("up", "--data", data.toString(), "--port", "0")).isOne();

    assertSentence("keys.json is gone");
  }

  @Test
  void aDatabaseThatCannotBeReached() {
    assertThat(join("postgres://switchboard:x@127.0.0.1:1/switchboard")).isOne();
    assertSentence("The database 127.0.0.1:1/switchboard cannot be reached");
  }

  @Test
  void aWrongPassword() {
    assertThat(join("postgres://switchboard:wrong@127.0.0.1:" + postgres.port() + "/switchboard")).isOne();
    assertSentence("does not accept the user switchboard");
  }

  @Test
  void aDatabaseThatDoesNotExist() {
    assertThat(join("postgres://switchboard:of-switchboard@127.0.0.1:" + postgres.port() + "/nowhere")).isOne();
    assertSentence("There is no database 127.0.0.1:" + postgres.port() + "/nowhere");
  }

  @Test
  void aDatabaseThatANewerVersionHasUsed() throws Exception {
    var url = "postgres://switchboard:of-switchboard@127.0.0.1:" + postgres.port() + "/switchboard";
    new NodeDatabase(DatabaseUrl.parse(url)).migrate();
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), "switchboard", "of-switchboard");
        var statement = connection.createStatement()) {
      statement.execute("""
          insert into flyway_schema_history
            (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
          values (9000, '9000', 'of the future', 'SQL', 'V9000__of_the_future.sql', 1, 'switchboard', 1, true)
          """);
    }

    assertThat(join(url)).isOne();

    assertSentence("was used by a newer version of switchboard");
  }

  @Test
  void aDatabaseWhoseKeysAreNotHere() {
    var url = "postgres://switchboard:of-switchboard@127.0.0.1:" + postgres.port() + "/switchboard";

    assertThat(run("up", "--roles", "worker", "--data", data.toString(), "--database-url", url)).isOne();

    assertSentence("needs that database's keys");
  }

  private int join(String url) {
    var keys = new KeysFile(data.resolve("keys.json"));
    keys.create();
    return run("up", "--roles", "worker", "--data", data.toString(), "--database-url", url);
  }

  private int run(String... words) {
    var out = new PrintStream(new ByteArrayOutputStream());
    return new Main(Map.of(), out, new PrintStream(said, true, StandardCharsets.UTF_8)).run(List.of(words));
  }

  private void assertSentence(String part) {
    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("switchboard: ")
        .contains(part)
        .hasLineCount(1);
  }
}
