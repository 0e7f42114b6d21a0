package dev.switchboard.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShortMemoryTest {

  private final AtomicInteger reads = new AtomicInteger();
  private final ShortMemory<Integer, String> memory = new ShortMemory<>(3, Duration.ofHours(1));

  @Test
  void whatWasFoundIsReadOnce() {
    assertThat(recall(1)).contains("1");
    assertThat(recall(1)).contains("1");

    assertThat(reads).hasValue(1);
  }

  @Test
  void whatWasNotFoundIsReadAgain() {
    memory.recall(1, key -> Optional.empty());

    assertThat(recall(1)).contains("1");
  }

  @Test
  void whatIsTooOldIsReadAgain() {
    var forgetful = new ShortMemory<Integer, String>(3, Duration.ZERO);
    forgetful.recall(1, key -> Optional.of("old"));

    assertThat(forgetful.recall(1, key -> Optional.of("new"))).contains("new");
  }

  @Test
  void whatWasReadWhileSomethingWasForgottenIsNotRemembered() {
    memory.recall(1, key -> {
      memory.forgetIf("old"::equals);
      return Optional.of("old");
    });

    assertThat(recall(1)).contains("1");
  }

  @Test
  void noMoreThanTheLimitIsRemembered() {
    for (var key = 0; key < 4; key++) {
      recall(key);
    }

    recall(3);
    recall(0);

    assertThat(reads).as("0 was dropped, 3 was not").hasValue(5);
  }

  private Optional<String> recall(int key) {
    return memory.recall(key, read -> {
      reads.incrementAndGet();
      return Optional.of(Integer.toString(read));
    });
  }
}
