package dev.switchboard.api.security;

import dev.switchboard.core.doorbell.Doorbell;
import io.micronaut.context.annotation.Context;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Slows down whoever guesses passwords: after a few failures an e-mail address, and after some more a network address,
/// has to wait, twice as long after each further failure.
///
/// An attempt counts when it begins, so that many at once are no way around. Kept in memory by each node, which tells the
/// others by doorbell; bounded: of too many addresses the one not seen for longest is forgotten. Thread-safe.
/// Made when the node starts, so that it hears what others say from then on.
@Context
final class LoginThrottle {

  private static final int FREE_PER_EMAIL = 5;
  private static final int FREE_PER_ADDRESS = 30;
  private static final int REMEMBERED = 10_000;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
  private static final int KEY_BYTES = 16;
  private static final int DOUBLINGS = 6;
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final String TRIED = "login tried ";
  private static final String FORGIVEN = "login forgiven ";

  private record Failures(int count, Instant last, Instant waitUntil) {}

  private final InstantSource clock;
  private final Consumer<String> tellOthers;
  private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
      return size() > REMEMBERED;
    }
  };

  @Inject
  LoginThrottle(Doorbell doorbell) {
    this(InstantSource.system(), doorbell::ringOthers);
    var _ = doorbell.on(TRIED, topic -> hear(topic, TRIED, this::count));
    var _ = doorbell.on(FORGIVEN, topic -> hear(topic, FORGIVEN, this::takeBack));
  }

  LoginThrottle(InstantSource clock, Consumer<String> tellOthers) {
    this.clock = clock;
    this.tellOthers = tellOthers;
  }

  private static void hear(String topic, String prefix, BiConsumer<String, String> keys) {
    var both = topic.substring(prefix.length()).split(" ", 2);
    keys.accept(both[0], both[1]);
  }

  /// Begins an attempt: empty where it may go on, else how long to wait.
  Optional<Duration> begin(String email, String address) {
    var emailKey = key("email", email);
    var addressKey = key("address", address);
    synchronized (this) {
      var now = clock.instant();
      var emailWait = wait(emailKey, now);
      var addressWait = wait(addressKey, now);
      var wait = emailWait.compareTo(addressWait) > 0 ? emailWait : addressWait;
      if (wait.isPositive()) {
        return Optional.of(wait);
      }
      count(emailKey, addressKey);
    }
    tellOthers.accept(TRIED + emailKey + " " + addressKey);
    return Optional.empty();
  }

  /// Takes an attempt back that was no failure.
  void forgive(String email, String address) {
    var emailKey = key("email", email);
    var addressKey = key("address", address);
    takeBack(emailKey, addressKey);
    tellOthers.accept(FORGIVEN + emailKey + " " + addressKey);
  }

  private synchronized void takeBack(String emailKey, String addressKey) {
    failures.remove(emailKey);
    failures.computeIfPresent(addressKey,
        (key, known) -> known.count() <= 1
            ? null
            : new Failures(known.count() - 1, known.last(), clock.instant()));
  }

  private Duration wait(String key, Instant now) {
    var known = failures.get(key);
    return known == null ? Duration.ZERO : Duration.between(now, known.waitUntil());
  }

  private synchronized void count(String emailKey, String addressKey) {
    var now = clock.instant();
    count(emailKey, FREE_PER_EMAIL, now);
    count(addressKey, FREE_PER_ADDRESS, now);
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

  // Other nodes are told by way of the database, where addresses of people have no business.
  private static String key(String kind, String value) {
    try {
      var text = kind + " " + value.strip().toLowerCase(Locale.ROOT);
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
