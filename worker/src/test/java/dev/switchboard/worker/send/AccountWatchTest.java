package dev.switchboard.worker.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.route.AccountHealth.Illness;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a node tells the others of an account. Each look is a new reader's, which has nothing in memory.
class AccountWatchTest {

  private static final SendResult FORBIDDEN = new SendResult.Rejected(
      Failure.of(FailureReason.BAD_CREDENTIALS, "401"));

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private TestEngine engine;
  private AccountWatch watch;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    watch = watch("node-1");
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private AccountWatch watch(String node) {
    return new AccountWatch(engine.account.id(), node, new AccountHealth(engine.database), Runnable::run);
  }

  private Optional<String> illness() {
    return new AccountHealth(engine.database).of(engine.account.id()).map(Illness::reason);
  }

  @Test
  void nothingIsKnownAgainstAnAccountThatWasNotWatched() {
    assertThat(illness()).isEmpty();
  }

  @Test
  void anOpenBreakerIsToldWithTheReasonOfTheLastFailure() {
    watch.saw(new SendResult.RetryLater(Failure.of(FailureReason.TIMEOUT, "no answer")));

    watch.rests(Duration.ofMinutes(1));

    assertThat(illness()).contains("TIMEOUT");
  }

  @Test
  void aClosedBreakerIsTold() {
    watch.rests(Duration.ofMinutes(1));

    watch.well();

    assertThat(illness()).isEmpty();
  }

  @Test
  void whatANodeThatDiedHadSaidIsForgotten() {
    watch.rests(Duration.ofMillis(-1));

    assertThat(illness()).isEmpty();
  }

  @Test
  void anAccountThatIsRefusedAgainAndAgainIsIllUntilItIsAccepted() {
    watch.saw(FORBIDDEN);
    watch.saw(FORBIDDEN);
    assertThat(illness()).as("once or twice may be about the message").isEmpty();

    watch.saw(FORBIDDEN);
    assertThat(illness()).contains("BAD_CREDENTIALS");

    watch.saw(new SendResult.Accepted("1"));
    assertThat(illness()).isEmpty();
  }

  @Test
  void aRecipientsFaultIsNotTheAccounts() {
    for (var i = 0; i < 10; i++) {
      watch.saw(new SendResult.Rejected(Failure.of(FailureReason.BAD_ADDRESS, "550")));
    }

    assertThat(illness()).isEmpty();
  }

  @Test
  void whatOneNodeTakesBackAnotherMayStillSay() {
    var other = watch("node-2");
    watch.rests(Duration.ofMinutes(1));
    other.rests(Duration.ofMinutes(1));

    watch.well();
    assertThat(illness()).isPresent();

    other.well();
    assertThat(illness()).isEmpty();
  }
}
