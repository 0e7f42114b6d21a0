package dev.switchboard.providers.email;

import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// An account's open connections that nobody uses at the moment, the latest used first. Thread-safe.
final class SmtpConnections implements AutoCloseable {

  /// Servers close idle connections after some minutes at best; ours go first.
  private static final Duration IDLE = Duration.ofSeconds(20);
  /// Many servers limit the letters of one connection.
  private static final int LETTERS_PER_CONNECTION = 100;

  private record Idle(SmtpConnection connection, int letters, long sinceNanos) {

    boolean tooLong() {
      return System.nanoTime() - sinceNanos > IDLE.toNanos();
    }
  }

  /// A connection in use.
  record InUse(SmtpConnection connection, int letters) {}

  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean reaping;
  private boolean closed;

  /// Takes a connection out; empty where there is none that is young enough.
  synchronized Optional<InUse> take() {
    return Optional.ofNullable(idle.pollFirst()).filter(each -> !each.tooLong() || discard(each))
        .map(each -> new InUse(each.connection(), each.letters()));
  }

  private static boolean discard(Idle each) {
    Thread.startVirtualThread(() -> quit(each.connection()));
    return false;
  }

  /// Puts a connection back over which a letter has gone well.
  void giveBack(InUse used) {
    var kept = used.letters() + 1 < LETTERS_PER_CONNECTION && keep(used);
    if (!kept) {
      quit(used.connection());
    }
  }

  private synchronized boolean keep(InUse used) {
    if (closed) {
      return false;
    }
    idle.addFirst(new Idle(used.connection(), used.letters() + 1, System.nanoTime()));
    if (!reaping) {
      reaping = true;
      Thread.ofVirtual().name("smtp-reaper").start(this::reap);
    }
    return true;
  }

  private void reap() {
    try {
      do {
        Thread.sleep(IDLE);
      } while (!quitAll(expired()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Idle> expired() {
    var expired = idle.stream().filter(Idle::tooLong).toList();
    idle.removeAll(expired);
    return expired;
  }

  /// @return whether there is nothing left to wait for
  private boolean quitAll(List<Idle> connections) {
    connections.forEach(each -> quit(each.connection()));
    synchronized (this) {
      reaping = !idle.isEmpty();
      return !reaping;
    }
  }

  static void quit(SmtpConnection connection) {
    try {
      connection.close();
    } catch (MessagingException e) {
      // It is closed, politely or not.
    }
  }

  @Override
  public void close() {
    List<Idle> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(idle);
      idle.clear();
    }
    left.forEach(each -> quit(each.connection()));
  }
}
