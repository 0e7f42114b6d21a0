package dev.switchboard.bench.storm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.bench.storm.audit.DatabaseHistory.Attempt;
import dev.switchboard.bench.storm.audit.DatabaseHistory.Stored;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.DriverHistory.Cancel;
import dev.switchboard.bench.storm.audit.DriverHistory.Try;
import dev.switchboard.bench.storm.audit.DriverHistory.Wish;
import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.message.AttemptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.MessageStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is planted into a clean run is found, and nothing else.
class AuditorTest {

  private final Run run = new Run();

  @BeforeEach
  void aCleanRun() {
    for (var wish = 1; wish <= 3; wish++) {
      run.accepted(wish, DeliveryPolicy.AT_LEAST_ONCE);
      run.delivered(wish);
    }
  }

  @Test
  void aCleanRunPasses() {
    run.asked(4, Answer.REFUSED);
    run.asked(5, Answer.UNKNOWN);
    run.asked(6, Answer.UNKNOWN);
    run.stored(6, DeliveryPolicy.AT_LEAST_ONCE);
    run.delivered(6);
    run.accepted(7, DeliveryPolicy.AT_LEAST_ONCE);
    run.moved(7, MessageStatus.CANCELED);
    run.cancels.add(new Cancel(Run.id(7), true));
    run.written.add("sbx-in-1");
    run.posted.add("sbx-in-1");
    run.inbound.add("sbx-in-1");

    assertThat(run.audit()).isEmpty();
  }

  @Test
  void aMiscountIsFound() {
    run.attempted++;

    assertThat(run.audit()).singleElement().asString().contains("3 accepted", "4 attempted");
  }

  @Test
  void anAcceptedMessageThatIsNotStoredIsFound() {
    run.asked(4, Answer.ACCEPTED);

    assertThat(run.audit()).singleElement().asString().startsWith("lost: message " + Run.id(4));
  }

  @Test
  void aMessageThatIsSaidToBeSentAndNeverArrivedIsFound() {
    run.taken.removeLast();
    run.posted.remove("sbx-" + Run.id(3) + "-1/delivered/0");

    assertThat(run.audit()).singleElement().asString()
        .startsWith("lost: message " + Run.id(3)).contains("never received it");
  }

  @Test
  void aRefusedMessageThatIsStoredIsFound() {
    run.asked(4, Answer.REFUSED);
    run.stored(4, DeliveryPolicy.AT_LEAST_ONCE);
    run.delivered(4);

    assertThat(run.audit()).singleElement().asString().startsWith("wish 4 was refused");
  }

  @Test
  void aWishThatIsStoredTwiceUnderItsKeyIsFound() {
    run.asked(4, Answer.UNKNOWN);
    run.stored(4, DeliveryPolicy.AT_LEAST_ONCE);
    run.delivered(4);
    run.stored(5, DeliveryPolicy.AT_LEAST_ONCE);
    run.delivered(5);
    run.change(5, message -> new Stored(message.id(), message.chatId(), 4L, message.lane(), message.policy(),
        message.status(), null, false));

    assertThat(run.audit()).singleElement().asString().startsWith("wish 4 is stored as several messages");
  }

  @Test
  void aMessageThatNobodyAskedForIsFound() {
    run.stored(4, DeliveryPolicy.AT_LEAST_ONCE);
    run.delivered(4);
    run.change(4, message -> new Stored(message.id(), message.chatId(), null, message.lane(), message.policy(),
        message.status(), null, false));

    assertThat(run.audit()).singleElement().asString().startsWith("nobody asked for message " + Run.id(4));
  }

  @Test
  void aMessageThatStillWaitsIsFound() {
    run.accepted(4, DeliveryPolicy.AT_LEAST_ONCE);
    run.change(4, message -> new Stored(message.id(), message.chatId(), message.wish(), message.lane(),
        message.policy(), message.status(), null, true));

    assertThat(run.audit()).singleElement().asString().startsWith("stuck: message " + Run.id(4) + " still waits");
  }

  @Test
  void aMessageThatNoRowWaitsForIsFound() {
    run.accepted(4, DeliveryPolicy.AT_LEAST_ONCE);

    assertThat(run.audit()).singleElement().asString().startsWith("stuck: message " + Run.id(4) + " ended QUEUED");
  }

  @Test
  void aDoubtIsAnEndForAtMostOnceOnly() {
    for (var policy : DeliveryPolicy.values()) {
      var wish = 10 + policy.ordinal();
      run.accepted(wish, policy);
      run.attempt(wish, 1, AttemptResult.UNCONFIRMED, false);
      run.moved(wish, MessageStatus.UNCONFIRMED);
    }

    assertThat(run.audit()).singleElement().asString()
        .contains(Run.id(10 + DeliveryPolicy.AT_LEAST_ONCE.ordinal()).toString(), "without an explanation");
  }

  @Test
  void aCanceledMessageThatWasSentIsFound() {
    run.accepted(4, DeliveryPolicy.AT_LEAST_ONCE);
    run.moved(4, MessageStatus.CANCELED);
    run.arrived(4, 1);
    run.cancels.add(new Cancel(Run.id(4), true));

    assertThat(run.audit()).anyMatch(text -> text.contains("told to be canceled, and the service received it"));
  }

  @Test
  void aDuplicateOfAtMostOnceIsFound() {
    run.accepted(4, DeliveryPolicy.AT_MOST_ONCE);
    aDuplicate(4, AttemptResult.UNCONFIRMED);

    assertThat(run.audit()).singleElement().asString().contains(Run.id(4).toString(), "without need");
  }

  @Test
  void aDuplicateWithoutAnyDoubtIsFound() {
    run.accepted(4, DeliveryPolicy.AT_LEAST_ONCE);
    aDuplicate(4, AttemptResult.ACCEPTED);

    assertThat(run.audit()).anyMatch(text -> text.contains("without need"));
  }

  @Test
  void aDuplicateAfterADoubtIsAllowedToAtLeastOnce() {
    run.accepted(4, DeliveryPolicy.AT_LEAST_ONCE);
    aDuplicate(4, AttemptResult.UNCONFIRMED);

    assertThat(run.audit()).isEmpty();
  }

  @Test
  void anAllowedDuplicateThatTheTimelineHidesIsFound() {
    run.accepted(4, DeliveryPolicy.AT_LEAST_ONCE);
    aDuplicate(4, AttemptResult.NOT_SENT);
    run.freezes.add(new Freeze(42, Run.BEGIN, Run.BEGIN.plusSeconds(60)));

    assertThat(run.audit()).singleElement().asString().contains(Run.id(4).toString(), "its timeline hides it");
  }

  @Test
  void aDuplicateByAWorkerThatStoodStillIsAllowed() {
    run.accepted(4, DeliveryPolicy.AT_MOST_ONCE);
    aDuplicate(4, AttemptResult.ACCEPTED);
    run.attempts.get(Run.id(4)).set(0, new Attempt(1, AttemptResult.ACCEPTED, "host/42", Run.at(4), true));
    run.freezes.add(new Freeze(42, Run.BEGIN, Run.BEGIN.plusSeconds(60)));

    assertThat(run.audit()).isEmpty();
  }

  private void aDuplicate(long wish, AttemptResult first) {
    run.arrived(wish, 1);
    run.arrived(wish, 2);
    run.attempt(wish, 1, first, false);
    run.attempt(wish, 2, AttemptResult.ACCEPTED, false);
    run.moved(wish, MessageStatus.SENT);
  }

  @Test
  void aReorderingAtTheServiceIsFound() {
    Collections.swap(run.taken, 0, 1);

    assertThat(run.audit()).singleElement().asString()
        .isEqualTo("message " + Run.id(2) + " was accepted after " + Run.id(1) + " and reached the service before it");
  }

  @Test
  void aReorderingAtAcceptingIsFound() {
    run.tries.replaceAll(each -> each.wish().number() == 1
        ? new Try(each.wish(), each.request(), 0, Run.at(20), Run.at(21), each.answer(), each.messageId())
        : each);

    assertThat(run.audit()).singleElement().asString().contains("accepted before " + Run.id(1) + " was handed in");
  }

  @Test
  void aBatchWhoseMessagesChangedPlacesIsFound() {
    run.tries
        .replaceAll(each -> new Try(each.wish(), 1, -(int) each.wish().number(), Run.BEGIN, Run.at(9), each.answer(),
            each.messageId()));

    assertThat(run.audit()).hasSize(2).allMatch(text -> text.endsWith("of one batch changed places"));
  }

  @Test
  void aScheduledMessageThatIsSentTooEarlyIsFound() {
    schedule(3, 60);

    assertThat(run.audit()).singleElement().asString().contains(Run.id(3) + " reached the service before its time");
  }

  @Test
  void aScheduledMessageThatOvertakesIsFound() {
    schedule(3, 0);
    run.tries.replaceAll(each -> each.wish().number() == 2
        ? new Try(each.wish(), 2, 0, each.begun(), Run.at(3).minusSeconds(2), each.answer(), each.messageId())
        : each);
    Collections.swap(run.taken, 1, 2);

    assertThat(run.audit()).anyMatch(text -> text.contains("was accepted before " + Run.id(3) + " was due"));
  }

  private void schedule(long wish, int seconds) {
    run.tries.replaceAll(each -> each.wish().number() == wish
        ? new Try(new Wish(wish, each.wish().chat(), 1, "key", Run.at(wish).plusSeconds(seconds)), each.request(), 0,
            each.begun(), each.ended(), each.answer(), each.messageId())
        : each);
  }

  @Test
  void aStatusThatWentBackwardsIsFound() {
    run.moved(3, MessageStatus.SENT);

    assertThat(run.audit()).hasSize(2)
        .allMatch(text -> text.contains(Run.id(3) + " went from DELIVERED to SENT"));
  }

  @Test
  void aRowThatItsFactsDoNotExplainIsFound() {
    run.change(3, message -> new Stored(message.id(), message.chatId(), message.wish(), message.lane(),
        message.policy(), MessageStatus.READ, null, false));

    assertThat(run.audit()).singleElement().asString().contains("is READ, and its facts end in DELIVERED");
  }

  @Test
  void aReceiptThatWasTakenAndForgottenIsFound() {
    run.posted.add("sbx-" + Run.id(3) + "-1/read/0");

    assertThat(run.audit()).singleElement().asString().startsWith("lost: the receipt sbx-" + Run.id(3) + "-1/read/0");
  }

  @Test
  void anInboundMessageThatWasTakenAndForgottenIsFound() {
    run.written.add("sbx-in-1");
    run.posted.addAll(List.of("sbx-in-1", "sbx-" + Run.id(3) + "-1/answer"));

    assertThat(run.audit()).hasSize(2).allMatch(text -> text.startsWith("lost: what a customer wrote"));
  }

  @Test
  void anInboundMessageThatIsStoredTwiceIsFound() {
    run.inbound.addAll(List.of("sbx-in-1", "sbx-in-1"));

    assertThat(run.audit()).singleElement().asString().startsWith("what a customer wrote is stored twice");
  }

  @Test
  void aGapInAClientsStreamIsFound() {
    var missed = run.heard.remove(4);

    assertThat(run.audit()).containsExactly("client 1: 1 events never heard (a gap), the first " + missed);
  }

  @Test
  void aStreamThatEndsTooEarlyIsFound() {
    var missed = run.heard.removeLast();

    assertThat(run.audit()).containsExactly("client 1: 1 events never heard (a gap), the first " + missed);
  }

  @Test
  void aRepeatInAClientsStreamIsFound() {
    run.heard.add(5, run.heard.get(4));

    assertThat(run.audit()).containsExactly("client 1: 1 events heard twice, the first " + run.heard.get(4));
  }

  @Test
  void aStreamOutOfOrderIsFound() {
    var before = new ArrayList<>(run.heard);
    Collections.swap(run.heard, 2, 3);

    assertThat(run.audit()).containsExactly("client 1 heard " + before.get(2) + " after " + before.get(3));
  }

  @Test
  void anEventThatIsNotInTheLogIsFound() {
    run.heard.add(new Cursor(1, 999, 999));

    assertThat(run.audit())
        .containsExactly("client 1: 1 events heard though not in the log, the first 1.999.999");
  }
}
