package dev.switchboard.worker.jobrunr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.MessageSendHandler;
import dev.switchboard.core.task.TaskQueue;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JobRunrFactoryTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void aWorkerRunsTasksWithTheBeansThatHandleThem() {
    try (var context = node(Map.of("switchboard.worker.enabled", "true"))) {
      var task = new MessageSend(UUID.randomUUID(), Lane.INTERACTIVE);
      context.getBean(Database.class)
          .transaction(connection -> context.getBean(TaskQueue.class).enqueue(connection, task));
      context.getBean(Doorbell.class).ring("task");

      await().untilAsserted(() -> assertThat(context.getBean(Recorder.class).tasks).containsExactly(task));
    }
  }

  @Test
  void aWorkerSweeps() {
    try (var context = node(Map.of("switchboard.worker.enabled", "true", "switchboard.worker.sweep-every", "10ms"))) {
      await().until(() -> context.getBean(CountingSweep.class).rounds.get() > 2);
    }
  }

  @Test
  void aNodeThatIsNoWorkerOrdersTasksAndRunsNone() {
    try (var context = node(Map.of())) {
      assertThat(context.containsBean(TaskQueue.class)).isTrue();
      assertThat(context.containsBean(TaskServer.class)).isFalse();
    }
  }

  @Test
  void aDashboardWithoutAPasswordStopsTheStart() {
    assertThatThrownBy(
        () -> node(Map.of("switchboard.worker.enabled", "true", "switchboard.dashboard.enabled", "true")).close())
        .rootCause().hasMessageContaining("switchboard.dashboard.password");
  }

  private static ApplicationContext node(Map<String, Object> configuration) {
    var all = new HashMap<>(configuration);
    all.put("spec", "JobRunrFactoryTest");
    all.put("datasources.default.url", DB.url());
    all.put("datasources.default.username", "postgres");
    all.put("datasources.default.password", "postgres");
    return ApplicationContext.builder().properties(all)
        .singletons(new SecretCipher("test", Map.of("test", new byte[32])))
        .start();
  }

  @Singleton
  @Primary
  @Requires(property = "spec", value = "JobRunrFactoryTest")
  static final class Recorder implements MessageSendHandler {

    final List<MessageSend> tasks = new CopyOnWriteArrayList<>();

    @Override
    public void run(MessageSend task) {
      tasks.add(task);
    }
  }

  @Singleton
  @Primary
  @Requires(property = "spec", value = "JobRunrFactoryTest")
  static final class CountingSweep implements Sweep {

    final AtomicInteger rounds = new AtomicInteger();

    @Override
    public void sweep() throws Exception {
      if (rounds.incrementAndGet() == 1) {
        throw new IllegalStateException("the first round fails");
      }
    }
  }
}
