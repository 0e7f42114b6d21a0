package dev.switchboard.worker.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.MediaSource.Download;
import dev.switchboard.worker.WorkerNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whole worker nodes that fetch what customers send.
class MediaFetchProcessorTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate attachments cascade");
  }

  @Test
  void aFileThatACustomerSendsIsFetched() {
    try (var node = new WorkerNode(engine)) {
      node.provider().media = source -> Optional.of(download("bytes of " + source));

      receive(1);

      await().untilAsserted(() -> assertThat(DB.values(String.class, "select state from attachments"))
          .containsExactly("KEPT"));
      assertThat(DB.value(byte[].class, "select bytes from attachment_parts")).asString().isEqualTo("bytes of 0");
    }
  }

  @Test
  void twoNodesFetchEachFileOnce() {
    var fetched = new AtomicInteger();
    try (var one = new WorkerNode(engine); var two = new WorkerNode(engine)) {
      for (var node : List.of(one, two)) {
        node.provider().media = source -> {
          fetched.incrementAndGet();
          return Optional.of(download(source));
        };
      }

      receive(50);

      await().untilAsserted(() -> assertThat(DB.count("attachments where state = 'KEPT'")).isEqualTo(50));
      assertThat(fetched).hasValue(50);
    }
  }

  @Test
  void aServiceThatIsAwayForATimeIsAskedAgain() {
    var calls = new AtomicInteger();
    try (var node = new WorkerNode(engine, Map.of("switchboard.attachments.fetch-delays", "10ms,10ms,10ms"))) {
      node.provider().media = source -> {
        if (calls.incrementAndGet() < 3) {
          throw new IOException("503");
        }
        return Optional.of(download(source));
      };

      receive(1);

      await().untilAsserted(() -> assertThat(DB.values(String.class, "select state from attachments"))
          .containsExactly("KEPT"));
      assertThat(calls).hasValue(3);
    }
  }

  @Test
  void aFileWhoseWorkerWasLostIsFetchedWhenItsLeaseIsOver() {
    receive(1);
    assertThat(engine.fetches.claim(engine.account, 1)).as("claimed by a worker that dies now").hasSize(1);
    DB.run("update attachments set lease_until = now() + interval '1 second'");
    try (var node = new WorkerNode(engine)) {
      node.provider().media = source -> Optional.of(download(source));

      await().untilAsserted(() -> assertThat(DB.values(String.class, "select state from attachments"))
          .containsExactly("KEPT"));
    }
  }

  private void receive(int files) {
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(IntStream.range(0, files)
        .mapToObj(i -> Map.of("from", "+5511999990001", "id", engine.tenantId + "/" + i, "file", Integer.toString(i)))
        .toList()));
  }

  private static Download download(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Download("text/plain", null, (long) bytes.length, new ByteArrayInputStream(bytes));
  }
}
