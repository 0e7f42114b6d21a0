package dev.switchboard.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.bench.storm.Plan.Strike;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Duration SHORT = Duration.ofMinutes(2);

  @Test
  void theSameSeedIsTheSamePlan() {
    assertThat(Plan.of(7, SHORT)).isEqualTo(Plan.of(7, SHORT));
    assertThat(Plan.of(7, SHORT)).isNotEqualTo(Plan.of(8, SHORT));
  }

  @Test
  void allKindsComeBeforeAnyComesAgain() {
    var first = Plan.of(7, Duration.ofMinutes(30)).strikes().stream().limit(Fault.values().length);

    assertThat(first.map(Strike::fault)).containsExactlyInAnyOrder(Fault.values());
  }

  @Test
  void itEndsInTimeForEverythingToRunAgain() {
    var last = Plan.of(7, SHORT).strikes().getLast();

    assertThat(last.at().plus(last.lasting())).isLessThan(SHORT);
  }
}
