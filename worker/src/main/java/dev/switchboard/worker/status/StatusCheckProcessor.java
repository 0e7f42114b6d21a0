package dev.switchboard.worker.status;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.outbox.StatusChecks;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.task.StatusCheck;
import dev.switchboard.core.task.StatusCheckHandler;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.worker.AtOnce;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs STATUS_CHECK tasks: claims the messages of an account that are due to be asked about, asks, and writes the answers.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class StatusCheckProcessor implements StatusCheckHandler {

  private static final Logger LOG = LoggerFactory.getLogger(StatusCheckProcessor.class);
  private static final int AT_ONCE = 16;

  private final Accounts accounts;
  private final StatusChecks checks;
  private final Wakeups wakeups;

  StatusCheckProcessor(Accounts accounts, StatusChecks checks, Wakeups wakeups) {
    this.accounts = accounts;
    this.checks = checks;
    this.wakeups = wakeups;
  }

  @Override
  public void run(StatusCheck task) throws InterruptedException, ExecutionException {
    // First, as every drain does: what becomes due after the last claim then finds the flag unset.
    wakeups.clear(task);
    var account = accounts.find(task.accountId());
    if (account.isEmpty()) {
      return;
    }
    var due = checks.claim(account.get(), AT_ONCE);
    while (!due.isEmpty()) {
      AtOnce.each(due, one -> settle(account.get(), one));
      due = checks.claim(account.get(), AT_ONCE);
    }
  }

  private void settle(Account account, StatusChecks.Due due) {
    var provider = account.provider();
    checks.settle(due, status(provider, due), provider.capabilities().statusLookup());
  }

  private static StatusResult status(IMessageProvider provider, StatusChecks.Due due) {
    if (!provider.capabilities().statusLookup()) {
      return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "the service cannot be asked"));
    }
    try {
      return provider.getStatus(due.query());
    } catch (RuntimeException e) {
      LOG.error("provider {} threw when asked about message {}", provider.name(), due.query().messageId(), e);
      return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "the provider failed"));
    }
  }
}
