package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.email.SmtpConnections.InUse;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Hands letters to the server over a few connections, each used again for the next letter. Thread-safe.
final class SmtpSender implements AutoCloseable {

  private static final int CONNECTIONS = 8;
  // Other commands are refused for reasons that have nothing to do with the letter.
  private static final Set<String> ABOUT_THE_LETTER = Set.of("AUTH", "MAIL", "RCPT", "DATA", SmtpReply.END_OF_DATA);

  private final SmtpServer server;
  private final String localName;
  private final SmtpConnections connections = new SmtpConnections();
  private final Semaphore permits = new Semaphore(CONNECTIONS);

  /// @param localName what we call ourselves
  SmtpSender(SmtpServer server, String localName) {
    this.server = server;
    this.localName = localName;
  }

  /// Hands over one letter within the account's timeout. Never throws.
  SendResult send(MimeMessage letter, String messageId, long deadlineNanos) {
    var handover = new Handover(deadlineNanos);
    var result = new CompletableFuture<SendResult>();
    // A thread of its own: socket timeouts bound the wait for a byte, and a session is many bytes.
    var session = Thread.ofVirtual().name("smtp-session")
        .start(() -> result.complete(inTurn(letter, messageId, handover)));
    try {
      return result.get(server.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      session.interrupt();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      var failure = Failure.of(FailureReason.TIMEOUT, "the server did not answer in time");
      return handover.giveUp() ? new SendResult.RetryLater(failure) : new SendResult.Unconfirmed(failure);
    }
  }

  private SendResult inTurn(MimeMessage letter, String messageId, Handover handover) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      return new SendResult.RetryLater(Failure.of(FailureReason.TIMEOUT, "no connection was free in time"));
    }
    try {
      return overUsedConnection(letter, messageId, handover);
    } finally {
      permits.release();
    }
  }

  private SendResult overUsedConnection(MimeMessage letter, String messageId, Handover handover) {
    var used = connections.take();
    if (used.isPresent()) {
      try {
        return hand(used.get(), letter, messageId, handover);
      } catch (MessagingException | RuntimeException e) {
        var connection = used.get().connection();
        SmtpConnections.quit(connection);
        if (!connection.wasDead()) {
          return meaning(connection, handover, messageId, e);
        }
      }
    }
    return overNewConnection(letter, messageId, handover);
  }

  private SendResult overNewConnection(MimeMessage letter, String messageId, Handover handover) {
    var connection = SmtpConnection.to(server, localName);
    try {
      connection.open();
      return hand(new InUse(connection, 0), letter, messageId, handover);
    } catch (MessagingException | RuntimeException e) {
      SmtpConnections.quit(connection);
      return meaning(connection, handover, messageId, e);
    }
  }

  private SendResult hand(InUse used, MimeMessage letter, String messageId, Handover handover)
      throws MessagingException {
    used.connection().hand(letter, handover);
    connections.giveBack(used);
    return new SendResult.Accepted(messageId);
  }

  private static SendResult meaning(SmtpConnection connection, Handover handover, String messageId, Exception e) {
    var reply = connection.reply();
    if (reply != null && reply.permanent()) {
      return ABOUT_THE_LETTER.contains(reply.command())
          ? new SendResult.Rejected(reply.failure())
          : new SendResult.RetryLater(new Failure(FailureReason.UNREACHABLE, reply.failure().code(), reply.text()));
    }
    if (reply != null && reply.temporary()) {
      return new SendResult.RetryLater(reply.failure());
    }
    if (!handover.begun()) {
      return new SendResult.RetryLater(failure(e, reply));
    }
    // 250 is the rule after the data, but every 2xx says that it has been taken.
    return reply != null && reply.positive()
        ? new SendResult.Accepted(messageId)
        : new SendResult.Unconfirmed(failure(e, reply));
  }

  private static Failure failure(Exception e, @org.jspecify.annotations.Nullable SmtpReply reply) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return Failure.of(FailureReason.TIMEOUT, "the server did not answer in time");
      }
      if (cause instanceof SSLException) {
        return Failure.of(FailureReason.BAD_CONFIGURATION, "no secure connection: " + cause.getMessage());
      }
    }
    if (reply != null && reply.code() >= 0 && e.getMessage() != null) {
      // The server answered well, and it was us who did not go on: no STARTTLS, no login.
      return Failure.of(FailureReason.BAD_CONFIGURATION, e.getMessage());
    }
    return Failure.of(FailureReason.UNREACHABLE, "the connection was lost or not made: " + e.getMessage());
  }

  @Override
  public void close() {
    connections.close();
  }
}
