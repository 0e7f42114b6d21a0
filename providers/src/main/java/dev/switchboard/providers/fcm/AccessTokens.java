package dev.switchboard.providers.fcm;

import com.google.api.client.http.HttpResponseException;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The account's access token (OAuth 2.0, RFC 7523), fetched when it is first needed and again before it runs out.
///
/// Thread-safe; of many threads that need a new one, one fetches it. No wait is longer than the caller says. Whatever goes
/// wrong here, nothing has been sent.
final class AccessTokens {

  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final ServiceAccountCredentials credentials;
  private final ServiceClient client;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable AccessToken token;

  AccessTokens(ServiceAccountCredentials credentials, ServiceClient client) {
    this.credentials = credentials;
    this.client = client;
  }

  /// What came of asking for a token.
  sealed interface Access {

    record Granted(String token) implements Access {

      @Override
      public String toString() {
        return "Granted[***]";
      }
    }

    record Denied(SendResult result) implements Access {}
  }

  /// @param refused a token that the service did not accept; null where none was refused
  Access get(@Nullable String refused, Duration patience) {
    var known = usable(refused);
    if (known != null) {
      return new Access.Granted(known);
    }
    var deadline = System.nanoTime() + patience.toNanos();
    try {
      if (!fetching.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return later(Failure.of(FailureReason.TIMEOUT, "no access token in time"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return later(Failure.of(FailureReason.WORKER_LOST, "interrupted while waiting for an access token"));
    }
    try {
      known = usable(refused);
      return known == null ? fetch(Duration.ofNanos(deadline - System.nanoTime())) : new Access.Granted(known);
    } finally {
      fetching.unlock();
    }
  }

  private @Nullable String usable(@Nullable String refused) {
    var known = token;
    if (known == null || known.getTokenValue().equals(refused)) {
      return null;
    }
    var end = known.getExpirationTime();
    return end != null && end.before(new Date(System.currentTimeMillis() + MARGIN.toMillis()))
        ? null
        : known.getTokenValue();
  }

  private Access fetch(Duration patience) {
    if (!patience.isPositive()) {
      return later(Failure.of(FailureReason.TIMEOUT, "no access token in time"));
    }
    try {
      var fetched = credentials.toBuilder().setHttpTransportFactory(() -> new TokenTransport(client, patience)).build()
          .refreshAccessToken();
      token = fetched;
      return new Access.Granted(fetched.getTokenValue());
    } catch (IOException | RuntimeException e) {
      return new Access.Denied(meaningOf(e));
    }
  }

  private static SendResult meaningOf(Throwable e) {
    for (var cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpResponseException answered) {
        return FcmErrors.ofTokenEndpoint(answered.getStatusCode(), answered.getContent());
      }
      if (cause instanceof TokenTransport.NoAnswer unanswered) {
        return new SendResult.RetryLater(unanswered.failure());
      }
    }
    return new SendResult.RetryLater(
        Failure.of(FailureReason.SERVICE_ERROR, "the token endpoint gave an answer that makes no sense"));
  }

  private static Access later(Failure failure) {
    return new Access.Denied(new SendResult.RetryLater(failure));
  }
}
