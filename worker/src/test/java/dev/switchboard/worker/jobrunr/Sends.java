package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.task.MessageSend;
import dev.switchboard.core.task.MessageSendHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Handles MESSAGE_SEND as a test says, and remembers.
final class Sends implements MessageSendHandler {

  /// What a test does with a task.
  interface Work {
    void run(MessageSend task) throws Exception;
  }

  private final Work work;
  private final List<MessageSend> begun = new CopyOnWriteArrayList<>();
  private final AtomicInteger running = new AtomicInteger();

  Sends(Work work) {
    this.work = work;
  }

  @Override
  public void run(MessageSend task) throws Exception {
    begun.add(task);
    running.incrementAndGet();
    try {
      work.run(task);
    } finally {
      running.decrementAndGet();
    }
  }

  List<MessageSend> begun() {
    return begun;
  }

  long begun(Predicate<MessageSend> which) {
    return begun.stream().filter(which).count();
  }

  int running() {
    return running.get();
  }
}
