package dev.switchboard.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.providers.sandbox.Fate.Reception;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FateTest {

  private static final List<UUID> MESSAGES = IntStream.range(0, 10_000).mapToObj(i -> new UUID(i * 31L, i)).toList();

  @Test
  void aFateIsAPureFunction() {
    var behaviour = behaviour(settings -> settings.put("throttle", 0.2).put("doubledReceipt", 0.5).put("latency", 9));

    assertThat(fates(behaviour)).isEqualTo(fates(behaviour));
  }

  /// Journals of earlier versions stay true only while this one stays as it is.
  @Test
  void aFateStaysTheSameOverVersions() {
    var behaviour = behaviour(settings -> settings.put("seed", 42).put("throttle", 0.5));

    var throttled = IntStream.range(0, 16)
        .mapToObj(i -> Fate.of(behaviour, MESSAGES.get(i), 1).reception() == Reception.THROTTLED ? "T" : ".").toList();

    assertThat(String.join("", throttled)).isEqualTo("...TT....T.TT..T");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 1})
  void ratesAreKept(double rate) {
    var throttled = fates(behaviour(settings -> settings.put("throttle", rate))).stream()
        .filter(fate -> fate.reception() == Reception.THROTTLED).count();

    assertThat(throttled / (double) MESSAGES.size()).isCloseTo(rate, within(0.02));
  }

  @Test
  void oneRateChangesNothingOfAnother() {
    var without = fates(behaviour(settings -> settings.put("lostReceipt", 0.3)));
    var with = fates(behaviour(settings -> settings.put("lostReceipt", 0.3).put("doubledReceipt", 0.5)));

    for (var i = 0; i < MESSAGES.size(); i++) {
      assertThat(lost(with.get(i))).isEqualTo(lost(without.get(i)));
    }
  }

  @Test
  void anotherSeedIsAnotherRun() {
    var one = fates(behaviour(settings -> settings.put("seed", 1).put("throttle", 0.5)));
    var other = fates(behaviour(settings -> settings.put("seed", 2).put("throttle", 0.5)));

    assertThat(one).isNotEqualTo(other);
  }

  private static List<Boolean> lost(Fate fate) {
    return fate.reports().stream().map(report -> report.posted().isEmpty()).toList();
  }

  private static List<Fate> fates(Behaviour behaviour) {
    return MESSAGES.stream().map(message -> Fate.of(behaviour, message, 1)).toList();
  }

  private static Behaviour behaviour(Consumer<ObjectNode> change) {
    var settings = JsonNodeFactory.instance.objectNode();
    change.accept(settings);
    return Behaviour.read(settings);
  }
}
