package dev.switchboard.api.security;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Slows down whoever guesses passwords: after a few failures an e-mail address, and after some more a network address,
/// has to wait, twice as long after each further failure.
///
/// An attempt counts when it begins, so that many at once are no way around. Kept in memory by each node; bounded: of
/// too many addresses the one not seen for longest is forgotten. Thread-safe.
@Singleton
final class LoginThrottle {

  private static final int FREE_PER_EMAIL = 5;
  private static final int FREE_PER_ADDRESS = 30;
  private static final int REMEMBERED = 10_000;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
  private static final int DOUBLINGS = 6;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private record Failures(int count, Instant last, Instant waitUntil) {}

  private final InstantSource clock;
  private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
      return size() > REMEMBERED;
    }
  };

  LoginThrottle() {
    this(InstantSource.system());
  }

  LoginThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /// Begins an attempt: empty where it may go on, else how long to wait.
  synchronized Optional<Duration> begin(String email, String address) {
    var now = clock.instant();
    var emailWait = wait(emailKey(email), now);
    var addressWait = wait(address, now);
    var wait = emailWait.compareTo(addressWait) > 0 ? emailWait : addressWait;
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    count(emailKey(email), FREE_PER_EMAIL, now);
    count(address, FREE_PER_ADDRESS, now);
    return Optional.empty();
  }

  /// Takes an attempt back that was no failure.
  synchronized void forgive(String email, String address) {
    failures.remove(emailKey(email));
    failures.computeIfPresent(address,
        (key, known) -> known.count() <= 1
            ? null
            : new Failures(known.count() - 1, known.last(), clock.instant()));
  }

  private Duration wait(String key, Instant now) {
    var known = failures.get(key);
    return known == null ? Duration.ZERO : Duration.between(now, known.waitUntil());
  }

  private void count(String key, int free, Instant now) {
    failures.merge(key, new Failures(1, now, now), (known, first) -> {
      if (known.last().plus(FORGOTTEN_AFTER).isBefore(now)) {
        return first;
      }
      var count = known.count() + 1;
      var wait = count < free
          ? Duration.ZERO
          : FIRST_WAIT.multipliedBy(1L << Math.min(count - free, DOUBLINGS));
      return new Failures(count, now, now.plus(wait));
    });
  }

  private static String emailKey(String email) {
    return "email " + email.strip().toLowerCase(Locale.ROOT);
  }
}
