package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is still there after a stop, a kill, and a restart of the database.
class RestartTest {

  @TempDir
  Path data;

  @TempDir
  Path outputs;

  private TestSite site;

  @BeforeEach
  void look() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    site = new TestSite(data);
  }

  @Test
  void credentialsAndMessagesAreThereAfterAStop() {
    try (var _ = NodeInProcess.start(data)) {
      assertThat(Files.exists(data.resolve("credentials.json"))).isTrue();
    }
    var credentials = site.credentials();
    try (var node = NodeInProcess.start(data)) {
      var id = site.send("+5511999990001", "Olá");

      assertThat(site.credentials().apiKey()).isEqualTo(credentials.apiKey());
      assertThat(site.credentials().agentPassword()).isEqualTo(credentials.agentPassword());
      assertThat(node.output()).contains("up to date").doesNotContain("first start");
      site.awaitStatus(id, "DELIVERED", "READ");
    }
  }

  @Test
  void lostCredentialsAreMadeAnew() throws IOException {
    try (var _ = NodeInProcess.start(data, "--roles", "api")) {
      Files.delete(data.resolve("credentials.json"));
    }
    try (var _ = NodeInProcess.start(data, "--roles", "api")) {
      var login = TestSite.JSON.createObjectNode()
          .put("email", site.credentials().agentEmail())
          .put("password", site.credentials().agentPassword());

      assertThat(site.post("/api/v1/login", login).get("accessToken").asText()).isNotBlank();
    }
  }

  @Test
  void aNodeThatIsToldToStopStopsItsDatabaseToo() throws InterruptedException {
    var node = NodeProcess.start(outputs.resolve("node"), "--port", "0", "--data", data.toString());

    var exitCode = node.stop();

    assertThat(exitCode).isZero();
    assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    assertThat(node.output().lines().map(String::strip).filter(line -> line.endsWith("stopped")))
        .containsExactly("http       stopped", "node       stopped", "sandbox    stopped", "database   stopped",
            "stopped");
  }

  @Test
  void aKilledNodeStartsAgainWithAllThatWasAccepted() throws InterruptedException {
    var killed = NodeProcess.start(outputs.resolve("killed"), "--port", "0", "--data", data.toString());
    var ids = site.sendMany(200);
    killed.kill();

    var node = NodeProcess.start(outputs.resolve("node"), "--port", "0", "--data", data.toString());

    assertThat(node.output()).contains("taking over the server that is still running");
    ids.forEach(id -> site.awaitStatus(id, "SENT", "DELIVERED", "READ"));
    node.stop();
  }

  @Test
  void everythingGoesOnAfterTheDatabaseHasCrashed() throws Exception {
    try (var _ = NodeInProcess.start(data)) {
      var before = site.sendMany(500);

      // The node starts it again, and it recovers as from a power cut.
      var crashed = postgres();
      crashed.destroyForcibly();
      crashed.onExit().get(30, TimeUnit.SECONDS);

      await().ignoreExceptions().until(() -> site.send("+5511999990009", "Olá") != null);
      before.forEach(id -> site.awaitStatus(id, "SENT", "DELIVERED", "READ"));
      var after = site.send("+5511999990001", "Olá");
      site.awaitStatus(after, "DELIVERED", "READ");
    }
  }

  private ProcessHandle postgres() {
    try {
      var pid = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
