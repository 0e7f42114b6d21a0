package dev.switchboard.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final LoginThrottle throttle = new LoginThrottle(() -> now, _ -> {});

  @Test
  void theWaitDoublesWithEachFurtherFailure() {
    fail(5, "ana@example.com", "10.0.0.1");
    assertThat(waitOf("ana@example.com", "10.0.0.1")).contains(Duration.ofSeconds(15));

    now = now.plusSeconds(15);
    fail(1, "ana@example.com", "10.0.0.1");

    assertThat(waitOf("ana@example.com", "10.0.0.1")).contains(Duration.ofSeconds(30));
  }

  @Test
  void theWaitHasAnEnd() {
    for (var i = 0; i < 30; i++) {
      throttle.begin("ana@example.com", "10.0.0." + i).ifPresent(wait -> now = now.plus(wait));
    }

    throttle.begin("ana@example.com", "10.0.0.98");

    assertThat(waitOf("ana@example.com", "10.0.0.99").orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(16));
  }

  @Test
  void anAddressThatTriesManyAgentsHasToWaitToo() {
    for (var i = 0; i < 30; i++) {
      fail(1, "agent" + i + "@example.com", "10.0.0.1");
    }

    assertThat(waitOf("fresh@example.com", "10.0.0.1")).isPresent();
    assertThat(waitOf("fresh@example.com", "10.0.0.2")).isEmpty();
  }

  @Test
  void aSuccessForgives() {
    fail(4, "ana@example.com", "10.0.0.1");
    assertThat(throttle.begin("ANA@example.com ", "10.0.0.1")).isEmpty();
    throttle.forgive("ana@example.com", "10.0.0.1");

    fail(4, "ana@example.com", "10.0.0.1");

    assertThat(waitOf("ana@example.com", "10.0.0.1")).isEmpty();
  }

  @Test
  void anHourLaterItIsForgotten() {
    fail(4, "ana@example.com", "10.0.0.1");
    now = now.plus(Duration.ofMinutes(61));

    fail(4, "ana@example.com", "10.0.0.1");

    assertThat(waitOf("ana@example.com", "10.0.0.1")).isEmpty();
  }

  private void fail(int times, String email, String address) {
    for (var i = 0; i < times; i++) {
      assertThat(throttle.begin(email, address)).isEmpty();
    }
  }

  private Optional<Duration> waitOf(String email, String address) {
    return throttle.begin(email, address);
  }
}
