package dev.switchboard.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/// The contract itself is tested: it lets a right provider pass and finds each flaw of a wrong one.
class ProviderContractTest {

  @AfterEach
  void repair() {
    PigeonContract.flaw = null;
  }

  @Test
  void aProviderWithoutAFlawPasses() {
    var tests = run(selectClass(PigeonContract.class));

    tests.assertStatistics(statistics -> statistics.failed(0));
    assertThat(tests.succeeded().count()).isGreaterThan(40);
  }

  @ParameterizedTest
  @EnumSource
  void everyFlawIsFound(Flaw flaw) {
    PigeonContract.flaw = flaw;

    assertThat(run(selectMethod(PigeonContract.class, flaw.foundBy())).failed().count())
        .as("failed by %s", flaw.foundBy())
        .isPositive();
  }

  private static Events run(DiscoverySelector selector) {
    return EngineTestKit.engine("junit-jupiter").selectors(selector).execute().testEvents();
  }
}
