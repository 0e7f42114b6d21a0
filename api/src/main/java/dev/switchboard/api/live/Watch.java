package dev.switchboard.api.live;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps an eye on a client: pings it, and closes when it is silent, when its token has expired, and when that was
/// revoked. Used by the client's own thread, except for [#heard].
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Outlet outlet;
  private final Identity identity;
  private final LiveConfiguration configuration;
  private long pingAt;
  private long verifyAt;
  private long pingedAt;
  private volatile boolean awaitingPong;

  Watch(Outlet outlet, Identity identity, LiveConfiguration configuration) {
    this.outlet = outlet;
    this.identity = identity;
    this.configuration = configuration;
    var now = System.nanoTime();
    this.pingAt = now + configuration.pingInterval().toNanos();
    this.verifyAt = now + configuration.verifyInterval().toNanos();
  }

  /// The client has said something, if only pong.
  void heard() {
    awaitingPong = false;
  }

  /// Does what is due, and answers after how many nanoseconds the next thing will be.
  long look() {
    var now = System.nanoTime();
    var untilExpiry = identity.expiresAt().map(at -> Duration.between(Instant.now(), at).toNanos())
        .orElse(Long.MAX_VALUE);
    if (untilExpiry <= 0) {
      outlet.close(CloseCode.TOKEN_EXPIRED);
    } else if (awaitingPong && now - pingedAt > answerTime()) {
      outlet.close(CloseCode.SILENT);
    }
    if (now - pingAt >= 0) {
      ping(now);
    }
    if (now - verifyAt >= 0) {
      verifyAt = now + configuration.verifyInterval().toNanos();
      verify();
    }
    return Math.max(1, Math.min(untilExpiry, Math.min(pingAt - now, verifyAt - now)));
  }

  private void ping(long now) {
    pingAt = now + configuration.pingInterval().toNanos();
    if (!awaitingPong) {
      awaitingPong = true;
      pingedAt = now;
    }
    outlet.ping();
  }

  private void verify() {
    try {
      if (identity.isRevoked()) {
        outlet.close(CloseCode.TOKEN_REVOKED);
      }
    } catch (RuntimeException e) {
      // The database is away: nobody is sent out because of that. Looked at again next time.
      LOG.debug("a token could not be looked at again", e);
    }
  }

  // A client is given up when it was silent for so long, of which the interval had passed when it was pinged.
  private long answerTime() {
    return configuration.silence().minus(configuration.pingInterval()).toNanos();
  }
}
