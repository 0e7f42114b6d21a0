package dev.switchboard.worker.attachment;

import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.attachment.MediaFetches;
import dev.switchboard.core.task.MediaFetch;
import dev.switchboard.core.task.MediaFetchHandler;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.worker.AtOnce;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// Runs MEDIA_FETCH tasks: claims the files of an account that are due to be fetched, and fetches some at once. After a
/// while it goes to the back of the queue, so that an account with many files holds up no other's.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class MediaFetchProcessor implements MediaFetchHandler {

  private static final int AT_ONCE = 8;
  private static final Duration SLICE = Duration.ofSeconds(10);

  private final Accounts accounts;
  private final MediaFetches fetches;
  private final Wakeups wakeups;

  MediaFetchProcessor(Accounts accounts, MediaFetches fetches, Wakeups wakeups) {
    this.accounts = accounts;
    this.fetches = fetches;
    this.wakeups = wakeups;
  }

  @Override
  public void run(MediaFetch task) throws InterruptedException, ExecutionException {
    // First, as every drain does: what becomes due after the last claim then finds the flag unset.
    wakeups.clear(task);
    var account = accounts.find(task.accountId());
    if (account.isEmpty()) {
      return;
    }
    var end = System.nanoTime() + SLICE.toNanos();
    var due = fetches.claim(account.get(), AT_ONCE);
    while (!due.isEmpty()) {
      AtOnce.each(due, one -> fetches.fetch(account.get(), one));
      if (System.nanoTime() - end > 0) {
        wakeups.wake(task);
        return;
      }
      due = fetches.claim(account.get(), AT_ONCE);
    }
  }
}
