package dev.switchboard.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.Lane;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TaskQueueTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final TaskQueue queue = new TaskQueue();
  private final UUID account = UUID.randomUUID();

  @BeforeEach
  void empty() {
    DB.run("truncate jobrunr.jobrunr_jobs");
  }

  @Test
  void aTaskIsThereWhenTheTransactionHasCommitted() {
    var id = enqueue(new MessageSend(account, Lane.BULK));

    assertThat(DB.values(String.class, "select id from jobrunr.jobrunr_jobs where state = 'ENQUEUED'"))
        .containsExactly(id.toString());
  }

  @Test
  void aTaskGoesWithTheTransactionThatOrderedIt() {
    assertThatThrownBy(() -> DB.database().transaction(connection -> {
      queue.enqueue(connection, new StatusCheck(account));
      throw new IllegalStateException("the work failed");
    })).hasMessage("the work failed");

    assertThat(DB.count("jobrunr.jobrunr_jobs")).isZero();
  }

  @Test
  void theNameSaysWhatItIsAndForWhom() {
    enqueue(new MessageSend(account, Lane.INTERACTIVE));
    enqueue(new StatusCheck(account));
    enqueue(new Cleanup());

    assertThat(DB.values(String.class, "select jobAsJson::json ->> 'jobName' from jobrunr.jobrunr_jobs"))
        .containsExactlyInAnyOrder("MESSAGE_SEND " + account + " interactive", "STATUS_CHECK " + account, "CLEANUP");
  }

  @Test
  void everyLaneHasASignatureOfItsOwn() {
    Arrays.stream(Lane.values()).forEach(lane -> enqueue(new MessageSend(account, lane)));

    assertThat(DB.count("(select distinct jobSignature from jobrunr.jobrunr_jobs) signatures"))
        .isEqualTo(Lane.values().length);
  }

  private UUID enqueue(Task task) {
    return DB.database().transaction(connection -> queue.enqueue(connection, task));
  }
}
