package dev.switchboard.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The part of the contract about sending and asking: whatever the service does, the answer is true and nothing is
/// thrown.
abstract class SendContract extends ContractGround {

  private static final int ROUNDS_OF_GARBAGE = 10;

  @Test
  void anAcceptedMessageHasTheServicesIdAndIsTakenOnce() {
    var result = provider(PATIENT).send(message());

    assertThat(result).isInstanceOfSatisfying(SendResult.Accepted.class,
        accepted -> assertThat(accepted.providerMessageId()).isNotBlank());
    assertThat(service.taken()).isEqualTo(1);
  }

  @Test
  void everyClaimedKindOfContentIsAccepted() {
    var provider = provider(PATIENT);

    for (var kind : provider.capabilities().contentKinds()) {
      assertThat(provider.send(message(content(kind, "Olá")))).as("%s", kind).isInstanceOf(SendResult.Accepted.class);
    }
  }

  @Test
  void everyOtherKindOfContentIsRejectedWithoutAskingTheService() {
    var provider = provider(PATIENT);

    for (var kind : ContentKind.values()) {
      if (!provider.capabilities().contentKinds().contains(kind)) {
        assertThat(provider.send(message(content(kind, "Olá")))).as("%s", kind)
            .isInstanceOf(SendResult.Rejected.class);
      }
    }
    assertThat(service.asked()).isZero();
  }

  @Test
  void theLongestTextIsAccepted() {
    var provider = provider(PATIENT);
    var longest = "𝄞".repeat(provider.capabilities().limits(anyKind()).textLength());

    assertThat(provider.send(message(content(anyKind(), longest)))).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aLongerTextIsRejectedWithoutAskingTheService() {
    var provider = provider(PATIENT);
    var tooLong = "𝄞".repeat(provider.capabilities().limits(anyKind()).textLength() + 1);

    assertThat(provider.send(message(content(anyKind(), tooLong)))).isInstanceOf(SendResult.Rejected.class);
    assertThat(service.asked()).isZero();
  }

  @Test
  void awkwardTextsAndAddressesAreNeverThrownAt() {
    var provider = provider(PATIENT);
    var awkward = List.of("", " ", "\0", "\r\n.\r\nQUIT\r\n", "half a pair \ud83d", "\u202eOlá", "{\"}", "%s%n", "＃");

    for (var text : awkward) {
      assertThat(provider.send(message(content(anyKind(), text)))).as("text").isNotNull();
      assertThat(provider.send(new OutboundMessage(UUID.randomUUID(), text, content(anyKind(), "Olá"), null, 1,
          inOneMinute()))).as("address").isNotNull();
    }
  }

  @Test
  void anAnswerToAMessageIsAcceptedWhetherOrNotTheServiceHasNamedThatOne() {
    var provider = provider(PATIENT);

    for (var reply : List.of(new OutboundMessage.Reply(UUID.randomUUID(), null),
        new OutboundMessage.Reply(UUID.randomUUID(), theirMessageId()))) {
      assertThat(provider.send(new OutboundMessage(UUID.randomUUID(), recipient(), content(anyKind(), "Sim"), reply, 1,
          inOneMinute()))).isInstanceOf(SendResult.Accepted.class);
    }
  }

  @Test
  void aLaterAttemptIsSentLikeTheFirst() {
    var first = message();
    var provider = provider(PATIENT);
    provider.send(first);

    assertThat(provider.send(
        new OutboundMessage(first.id(), first.to(), first.content(), null, 2, inOneMinute())))
        .isInstanceOf(SendResult.Accepted.class);
    assertThat(service.taken()).isEqualTo(2);
  }

  @Test
  void aMessagePastItsDeadlineIsNotPutOnTheWire() {
    var message = message();
    var late = new OutboundMessage(message.id(), message.to(), message.content(), null, 1, System.nanoTime() - 1);

    assertThat(provider(PATIENT).send(late)).isInstanceOf(SendResult.RetryLater.class);
    assertThat(service.taken()).isZero();
    assertThat(service.asked()).isZero();
  }

  @Test
  void aServiceThatIsAwayIsTriedLater() {
    var message = message();
    var provider = provider(PATIENT);
    service.close();

    assertRetryLater(provider.send(message), FailureReason.UNREACHABLE);
  }

  @Test
  void aConnectionLostAfterTheRequestLeavesTheMessageInDoubt() {
    behave(Conduct.LOSES_CONNECTION);

    assertThat(provider(PATIENT).send(message())).isInstanceOf(SendResult.Unconfirmed.class);
    assertThat(service.taken()).isEqualTo(1);
  }

  @Test
  void aConnectionClosedBeforeTheRequestIsNeverAnAnswer() {
    behave(Conduct.HANGS_UP);

    assertThat(provider(PATIENT).send(message())).isInstanceOfAny(SendResult.RetryLater.class,
        SendResult.Unconfirmed.class);
  }

  @Test
  void anAnswerThatNeverComesLeavesTheMessageInDoubt() {
    behave(Conduct.HANGS);

    assertInDoubt(provider(IMPATIENT).send(message()), FailureReason.TIMEOUT);
  }

  @Test
  void anAnswerThatNeverEndsLeavesTheMessageInDoubt() {
    behave(Conduct.DRIPS);

    assertThat(provider(IMPATIENT).send(message())).isInstanceOf(SendResult.Unconfirmed.class);
  }

  @Test
  void throttlingIsTriedLaterAndWhenTheServiceSaid() {
    behave(Conduct.THROTTLES);

    var result = provider(PATIENT).send(message());

    assertRetryLater(result, FailureReason.THROTTLED);
    assertThat(((SendResult.RetryLater) result).retryAfter()).isEqualTo(service.retryAfter());
  }

  @Test
  void aProblemOfTheServiceIsNeverTheMessagesFault() {
    behave(Conduct.FAILS);

    var result = provider(PATIENT).send(message());

    assertThat(result).isInstanceOfAny(SendResult.RetryLater.class, SendResult.Unconfirmed.class);
    assertThat(failure(result).reason()).isEqualTo(FailureReason.SERVICE_ERROR);
  }

  @Test
  void aRefusalIsFinalAndHasOurReasonAndTheServicesCode() {
    behave(Conduct.REFUSES);

    var result = provider(PATIENT).send(message());

    assertThat(result).isInstanceOf(SendResult.Rejected.class);
    assertThat(failure(result).reason()).isNotEqualTo(FailureReason.UNKNOWN);
    assertThat(failure(result).code()).isNotBlank();
  }

  @Test
  void wrongCredentialsAreCalledThat() {
    behave(Conduct.REFUSES_CREDENTIALS);

    var result = provider(PATIENT).send(message());

    assertThat(result).isInstanceOfAny(SendResult.RetryLater.class, SendResult.Rejected.class);
    assertThat(failure(result).reason()).isEqualTo(FailureReason.BAD_CREDENTIALS);
  }

  @Test
  void anAnswerThatMakesNoSenseLeavesTheMessageInDoubt() {
    behave(Conduct.GARBLES);
    var provider = provider(PATIENT);

    for (var round = 0; round < ROUNDS_OF_GARBAGE; round++) {
      assertThat(provider.send(message())).as("round %d", round).isInstanceOf(SendResult.Unconfirmed.class);
    }
  }

  @Test
  void manyThreadsMaySendAtATime() throws Exception {
    var provider = provider(PATIENT);
    var sends = new ArrayList<Callable<SendResult>>();
    for (var i = 0; i < 200; i++) {
      var message = message();
      sends.add(() -> provider.send(message));
    }

    var ids = new HashSet<String>();
    try (var threads = Executors.newFixedThreadPool(20, Thread.ofVirtual().factory())) {
      for (Future<SendResult> result : threads.invokeAll(sends)) {
        assertThat(result.get()).isInstanceOf(SendResult.Accepted.class);
        ids.add(((SendResult.Accepted) result.get()).providerMessageId());
      }
    }

    assertThat(ids).hasSize(200);
    assertThat(service.taken()).isEqualTo(200);
  }

  @Test
  void closingOneAccountLeavesTheOthersAlone() {
    var closed = provider(PATIENT);
    var open = provider(PATIENT);
    closed.send(message());

    closed.close();

    assertThat(open.send(message())).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aMessageThatWasTakenCanBeAskedFor() {
    var provider = asked(PATIENT);
    var message = message();
    var accepted = (SendResult.Accepted) provider.send(message);

    assertThat(provider.getStatus(query(message, accepted.providerMessageId())))
        .isInstanceOfSatisfying(StatusResult.Found.class, found -> assertThat(found.report().providerMessageId())
            .isEqualTo(accepted.providerMessageId()));
  }

  @Test
  void aMessageThatWasNeverSentIsNotFound() {
    var provider = asked(PATIENT);

    assertThat(provider.getStatus(query(message(), null))).isNotInstanceOf(StatusResult.Found.class);
  }

  @Test
  void aServiceThatCannotBeAskedDeniesNothing() {
    var provider = asked(IMPATIENT);
    var query = query(message(), null);

    for (var conduct : List.of(Conduct.LOSES_CONNECTION, Conduct.HANGS_UP, Conduct.HANGS, Conduct.THROTTLES,
        Conduct.FAILS, Conduct.REFUSES_CREDENTIALS, Conduct.GARBLES)) {
      if (service.conducts().contains(conduct)) {
        service.behave(conduct);
        for (var round = 0; round < (conduct == Conduct.GARBLES ? ROUNDS_OF_GARBAGE : 1); round++) {
          assertThat(provider.getStatus(query)).as("%s, round %d", conduct, round)
              .isInstanceOf(StatusResult.CannotTell.class);
        }
      }
    }
    service.close();
    assertThat(provider.getStatus(query)).as("away").isInstanceOf(StatusResult.CannotTell.class);
  }

  @Test
  void whereNothingCanBeAskedNothingIs() {
    var provider = provider(PATIENT);
    assumeTrue(!provider.capabilities().statusLookup(), "this provider has a status look-up");

    assertThat(provider.getStatus(query(message(), "their-id-1"))).isInstanceOf(StatusResult.CannotTell.class);
    assertThat(service.asked()).isZero();
  }

  private IMessageProvider asked(Duration timeout) {
    var provider = provider(timeout);
    assumeTrue(provider.capabilities().statusLookup(), "this provider has no status look-up");
    return provider;
  }

  final void behave(Conduct conduct) {
    assumeTrue(service.conducts().contains(conduct), "the service has no way to do this");
    service.behave(conduct);
  }

  final StatusQuery query(OutboundMessage message, @org.jspecify.annotations.Nullable String providerMessageId) {
    return new StatusQuery(message.id(), providerMessageId, message.to(), Instant.now());
  }

  private static void assertRetryLater(SendResult result, FailureReason reason) {
    assertThat(result).isInstanceOf(SendResult.RetryLater.class);
    assertThat(failure(result).reason()).isEqualTo(reason);
  }

  private static void assertInDoubt(SendResult result, FailureReason reason) {
    assertThat(result).isInstanceOf(SendResult.Unconfirmed.class);
    assertThat(failure(result).reason()).isEqualTo(reason);
  }

  static Failure failure(SendResult result) {
    return switch (result) {
      case SendResult.RetryLater later -> later.failure();
      case SendResult.Rejected rejected -> rejected.failure();
      case SendResult.Unconfirmed unconfirmed -> unconfirmed.failure();
      case SendResult.Accepted _ -> throw new AssertionError("accepted");
    };
  }
}
