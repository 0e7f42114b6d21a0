package dev.switchboard.providers.email;

import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Waits until something may have come into a mailbox: told by the server where it tells (IDLE, RFC 2177), and after a while
/// in any case, because servers forget, and things between us and them forget connections.
final class ImapBell implements AutoCloseable {

  private static final Duration TO_ANSWER = Duration.ofSeconds(60);

  private final ImapConnection connection;
  private final Duration poll;
  // Not virtual threads: stopping one of those while it talks to the server would close the connection.
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2,
      Thread.ofPlatform().daemon().name("imap-bell-", 0).factory());

  ImapBell(ImapConnection connection, Duration poll) {
    this.connection = connection;
    this.poll = poll;
  }

  /// Returns also when nothing has come.
  void await() throws MessagingException, InterruptedException {
    if (!connection.idles()) {
      Thread.sleep(poll);
      return;
    }
    var waiting = Thread.currentThread();
    var knock = clock.schedule(this::knock, poll.toMillis(), TimeUnit.MILLISECONDS);
    // A connection that does not even end the wait is dead; the interrupt closes it.
    var giveUp = clock.schedule(waiting::interrupt, poll.plus(TO_ANSWER).toMillis(), TimeUnit.MILLISECONDS);
    try {
      connection.folder().idle(true);
    } finally {
      knock.cancel(false);
      giveUp.cancel(false);
    }
  }

  /// Anything that is asked ends the wait.
  private void knock() {
    try {
      connection.folder().doCommand(protocol -> {
        protocol.simpleCommand("NOOP", null);
        return null;
      });
    } catch (MessagingException e) {
      // Who waits will notice.
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
