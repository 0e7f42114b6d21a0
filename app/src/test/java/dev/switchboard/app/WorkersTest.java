package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Worker nodes in processes of their own, on the database of a node that only answers HTTP.
class WorkersTest {

  @TempDir
  static Path data;

  @TempDir
  static Path outputs;

  private static NodeInProcess api;
  private static TestSite site;

  private final List<NodeProcess> workers = new ArrayList<>();

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    api = NodeInProcess.start(data, "--roles", "api");
    site = new TestSite(data);
    // Slow enough for something to be under way at any time.
    site.query("update channel_accounts set settings = settings || '{\"latency\": 300}'");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void stopWorkers() {
    workers.forEach(NodeProcess::close);
  }

  @Test
  void aSecondWorkerTakesItsShare() {
    worker();
    worker();

    var ids = site.sendMany(1_000);
    awaitAllSent(ids);

    assertThat(attempts("count(*)", ids, "true group by node")).hasSize(2);
    assertNobodyGotItTwice(ids);
  }

  @Test
  void whatAKilledWorkerHadBegunIsSentByAnother() {
    var killed = worker();
    var ids = site.sendMany(1_000);
    await().until(() -> !attempts("1", ids, "true limit 1").isEmpty());

    killed.kill();
    worker();

    awaitAllSent(ids);
    assertThat(attempts("node", ids, "node <> 'status check' group by node")).hasSize(2);
    assertNobodyGotItTwice(ids);
  }

  @Test
  void aWorkerThatIsToldToStopEndsWhatItHasBegun() throws InterruptedException {
    var stopped = worker();
    var ids = site.sendMany(1_000);
    await().until(() -> !attempts("1", ids, "true limit 1").isEmpty());

    var exitCode = stopped.stop();

    assertThat(exitCode).isZero();
    assertThat(attempts("1", ids, "result <> 'ACCEPTED'")).isEmpty();
    assertThat(site.query("select 1 from outbox where lease_until is not null and " + among(ids))).isEmpty();
  }

  private NodeProcess worker() {
    var output = outputs.resolve("worker-" + System.nanoTime());
    var worker = NodeProcess.start(output, "--roles", "worker", "--data", data.toString(), "--database-url",
        site.databaseUrl());
    workers.add(worker);
    return worker;
  }

  private static void awaitAllSent(List<UUID> ids) {
    await().untilAsserted(
        () -> assertThat(attempts("count(distinct message_id)", ids, "result = 'ACCEPTED'")).containsExactly("1000"));
  }

  private static void assertNobodyGotItTwice(List<UUID> ids) {
    assertThat(attempts("1", ids, "duplicate")).isEmpty();
  }

  // Of these messages only: workers also send what an earlier test has left.
  private static List<String> attempts(String what, List<UUID> ids, String condition) {
    return site.query("select " + what + " from message_attempts where " + among(ids) + " and " + condition);
  }

  private static String among(List<UUID> ids) {
    return "message_id in (" + ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ")) + ")";
  }
}
