package dev.switchboard.worker.jobrunr;

import dev.switchboard.core.task.MessageSendHandler;
import io.micronaut.context.BeanContext;
import org.jobrunr.server.JobActivator;
import org.jspecify.annotations.Nullable;

/// Finds the bean that handles a task.
final class TaskHandlers implements JobActivator {

  private final BeanContext beans;

  TaskHandlers(BeanContext beans) {
    this.beans = beans;
  }

  /// The handler of all lanes for each lane's type: JobRunr only calls its `run`, which it looks up in the interface.
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> @Nullable T activateJob(Class<T> type) {
    Class<?> handler = MessageSendHandler.class.isAssignableFrom(type) ? MessageSendHandler.class : type;
    return (T) beans.findBean(handler).orElse(null);
  }
}
