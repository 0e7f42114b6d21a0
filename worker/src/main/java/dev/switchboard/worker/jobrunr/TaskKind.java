package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.message.Lane;
import dev.switchboard.core.task.Cleanup;
import dev.switchboard.core.task.MediaFetch;
import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.StatusCheck;
import dev.switchboard.core.task.Task;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.utils.JobUtils;

/// What is claimed and counted separately, in the order in which it is claimed.
enum TaskKind {
  SEND_INTERACTIVE(account -> new MessageSend(account, Lane.INTERACTIVE)), //
  SEND_TRANSACTIONAL(account -> new MessageSend(account, Lane.TRANSACTIONAL)), //
  STATUS_CHECK(StatusCheck::new), //
  MEDIA_FETCH(MediaFetch::new), //
  SEND_BULK(account -> new MessageSend(account, Lane.BULK)), //
  CLEANUP(_ -> new Cleanup());

  private static final Map<String, TaskKind> BY_SIGNATURE = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(TaskKind::signature, Function.identity()));

  private final String signature;

  TaskKind(Function<UUID, Task> example) {
    this.signature = JobUtils.getJobSignature(new JobDetails(example.apply(new UUID(0, 0))));
  }

  /// What stands in JobRunr's `jobSignature` column.
  String signature() {
    return signature;
  }

  /// @throws IllegalArgumentException where a signature is none of ours
  static TaskKind of(String signature) {
    TaskKind kind = BY_SIGNATURE.get(signature);
    if (kind == null) {
      throw new IllegalArgumentException("Not one of our tasks: " + signature);
    }
    return kind;
  }
}
