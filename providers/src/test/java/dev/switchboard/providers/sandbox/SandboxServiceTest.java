package dev.switchboard.providers.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The provider and the service together, over HTTP both ways. Time only passes when it is ticked.
class SandboxServiceTest {

  private static final UUID ACCOUNT = UUID.randomUUID();
  private static final String CUSTOMER = "+5511999990001";

  private final SandboxFactory factory = new SandboxFactory();
  private final List<AutoCloseable> open = new ArrayList<>();
  private WebhookEndpoint endpoint;
  private SandboxService service;

  @BeforeEach
  void start() throws IOException {
    endpoint = new WebhookEndpoint();
    service = started(SandboxService.Configuration.onPort(0).withClock(new VirtualClock(Instant.now())));
  }

  @AfterEach
  void stop() throws Exception {
    for (var each : open) {
      each.close();
    }
    endpoint.close();
    factory.close();
  }

  private SandboxService started(SandboxService.Configuration configuration) {
    var started = SandboxService.start(configuration);
    open.add(started);
    return started;
  }

  @Test
  void byDefaultAMessageIsSentDeliveredAndRead() {
    var account = account(_ -> {});
    var id = accepted(account.send(message()));

    service.tick(Duration.ofSeconds(5));

    assertThat(statuses(account, id)).containsExactly(Status.SENT, Status.DELIVERED, Status.READ);
  }

  @Test
  void aMessageIsDeliveredWellUnderTwoSeconds() {
    var account = account(_ -> {});
    var id = accepted(account.send(message()));

    service.tick(Duration.ofMillis(500));

    assertThat(statuses(account, id)).contains(Status.DELIVERED);
  }

  @Test
  void byTheTimeOfDayReceiptsComeByThemselves() {
    service = started(SandboxService.Configuration.onPort(0));
    var account = account(settings -> settings.put("readAfter", 0).put("deliveredAfter", 20));
    var id = accepted(account.send(message()));

    await().untilAsserted(
        () -> assertThat(statuses(account, id)).contains(Status.SENT, Status.DELIVERED, Status.READ));
  }

  @Test
  void theSameRunCanBeHadAgain() {
    Consumer<ObjectNode> behaviour = settings -> settings.put("seed", 7).put("throttle", 0.3).put("refuse", 0.3)
        .put("serverError", 0.3).put("lostReceipt", 0.3);
    var messages = List.of(message(), message(), message(), message(), message(), message(), message(), message());

    var first = messages.stream().map(account(behaviour)::send).toList();
    service = started(SandboxService.Configuration.onPort(0).withClock(new VirtualClock(Instant.now())));
    var second = messages.stream().map(account(behaviour)::send).toList();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void anotherAttemptHasAnotherFate() {
    var account = account(settings -> settings.put("throttle", 0.5));
    var message = message();

    var results = new ArrayList<Class<?>>();
    for (var attempt = 1; attempt <= 32; attempt++) {
      results.add(account.send(attempt(message, attempt)).getClass());
    }

    assertThat(results).contains(SendResult.Accepted.class, SendResult.RetryLater.class);
  }

  @Test
  void throttlingSaysHowLongToWait() {
    var result = account(settings -> settings.put("throttle", 1).put("retryAfter", 9)).send(message());

    assertThat(result).isInstanceOfSatisfying(SendResult.RetryLater.class, later -> {
      assertThat(later.failure().reason()).isEqualTo(FailureReason.THROTTLED);
      assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(9));
    });
    assertThat(service.messages()).isEmpty();
  }

  @Test
  void whatWasThrottledGetsThroughWhenItComesAgain() {
    var account = account(settings -> settings.put("throttle", 1));
    var message = message();
    account.send(message);

    var again = account.send(message);

    assertThat(again).isInstanceOf(SendResult.Accepted.class);
    service.tick(Duration.ofSeconds(5));
    assertThat(service.messages(message.id())).hasSize(1);
  }

  @Test
  void aRefusalNamesItsReason() {
    var result = account(settings -> settings.put("refuse", 1)).send(message());

    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class, rejected -> assertThat(
        rejected.failure().reason()).isIn(FailureReason.BAD_ADDRESS, FailureReason.OPTED_OUT,
            FailureReason.CONTENT_REFUSED));
  }

  @Test
  void aNumberThatIsNoneIsABadAddress() {
    var result = account(_ -> {})
        .send(new OutboundMessage(UUID.randomUUID(), "12", new Content.Text("Olá"), null, 1, Long.MAX_VALUE));

    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.BAD_ADDRESS));
  }

  @Test
  void aMessageTakenWithoutAnAnswerIsFoundByOurId() {
    var account = account(settings -> settings.put("timeoutAfterAccept", 1).put("timeout", 200));
    var message = message();

    assertThat(account.send(message)).isInstanceOf(SendResult.Unconfirmed.class);

    assertThat(account.getStatus(query(message, null))).isInstanceOfSatisfying(StatusResult.Found.class,
        found -> assertThat(found.report().providerMessageId()).isEqualTo(service.messages().getFirst().id()));
  }

  @Test
  void aConnectionLostAfterTakingLeavesTheMessageInDoubt() {
    var account = account(settings -> settings.put("lostConnection", 1));
    var message = message();

    assertThat(account.send(message)).isInstanceOf(SendResult.Unconfirmed.class);
    assertThat(service.messages(message.id())).hasSize(1);
  }

  @Test
  void aLookUpTellsHowFarAMessageHasCome() {
    var account = account(_ -> {});
    var message = message();
    var id = accepted(account.send(message));

    service.tick(Duration.ofMillis(400));

    assertThat(account.getStatus(query(message, id))).isInstanceOfSatisfying(StatusResult.Found.class,
        found -> assertThat(found.report().status()).isEqualTo(Status.DELIVERED));
  }

  @Test
  void aMessageThatNeverArrivedIsKnownNotToHaveBeenSent() {
    var account = account(settings -> settings.put("serverError", 1));
    var message = message();

    assertThat(account.send(message)).isInstanceOf(SendResult.RetryLater.class);
    assertThat(account.getStatus(query(message, null))).isEqualTo(new StatusResult.NotSent());
  }

  @Test
  void aMessageThatMayHaveBeenForgottenIsNotDenied() {
    var start = Instant.now();
    service = started(
        SandboxService.Configuration.onPort(0).withCapacity(2).withClock(new VirtualClock(start)));
    var account = account(_ -> {});
    var forgotten = message();
    accepted(account.send(forgotten));
    service.tick(Duration.ofSeconds(1));
    accepted(account.send(message()));
    accepted(account.send(message()));

    assertThat(account.getStatus(new StatusQuery(forgotten.id(), null, CUSTOMER, start)))
        .isInstanceOf(StatusResult.CannotTell.class);
  }

  @Test
  void aMessageSentTwiceIsTakenTwiceAndSeenByTheAuditor() {
    var account = account(_ -> {});
    var message = message();

    var first = accepted(account.send(message));
    var second = accepted(account.send(attempt(message, 2)));
    var third = accepted(account.send(attempt(message, 2)));

    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    assertThat(service.messages(message.id())).hasSize(3);
    assertThat(service.statistics().duplicates()).isEqualTo(2);
  }

  @Test
  void lostReceiptsNeverCome() {
    var account = account(settings -> settings.put("lostReceipt", 1));
    accepted(account.send(message()));

    service.tick(Duration.ofHours(1));

    assertThat(endpoint.requests()).isEmpty();
  }

  @Test
  void lateReceiptsComeLateAndTellTheTrueTime() {
    var account = account(settings -> settings.put("lateReceipt", 1).put("lateBy", 60_000));
    var id = accepted(account.send(message()));
    var takenAt = service.messages().getFirst().at();

    service.tick(Duration.ofSeconds(59));
    assertThat(endpoint.requests()).isEmpty();
    service.tick(Duration.ofSeconds(10));

    assertThat(reports(account, id)).extracting(receipt -> receipt.report().at())
        .allSatisfy(at -> assertThat(at).isBefore(takenAt.plusSeconds(10)));
  }

  @Test
  void doubledReceiptsComeTwice() {
    var account = account(settings -> settings.put("doubledReceipt", 1));
    var id = accepted(account.send(message()));

    service.tick(Duration.ofSeconds(5));

    assertThat(statuses(account, id)).containsExactlyInAnyOrder(Status.SENT, Status.SENT, Status.DELIVERED,
        Status.DELIVERED, Status.READ, Status.READ);
  }

  @Test
  void reorderedReceiptsComeInTheOppositeOrder() {
    var account = account(settings -> settings.put("reorderedReceipt", 1));
    var id = accepted(account.send(message()));

    service.tick(Duration.ofSeconds(5));

    assertThat(statuses(account, id)).containsExactly(Status.READ, Status.DELIVERED, Status.SENT);
  }

  @Test
  void anUndeliverableMessageFailsWithAReason() {
    var account = account(settings -> settings.put("undeliverable", 1));
    var id = accepted(account.send(message()));

    service.tick(Duration.ofSeconds(5));

    assertThat(reports(account, id).getLast().report()).satisfies(report -> {
      assertThat(report.status()).isEqualTo(Status.FAILED);
      assertThat(report.failure().reason()).isEqualTo(FailureReason.UNDELIVERABLE);
    });
  }

  @Test
  void customersAnswerWhatTheyHaveRead() {
    var account = account(settings -> settings.put("customerAnswers", 1));
    var id = accepted(account.send(message()));

    service.tick(Duration.ofSeconds(5));

    assertThat(endpoint.events(account)).filteredOn(InboundEvent.Message.class::isInstance).singleElement()
        .isInstanceOfSatisfying(InboundEvent.Message.class, answer -> {
          assertThat(answer.from()).containsExactly(new Identity(IdentityKind.PHONE, CUSTOMER));
          assertThat(answer.thread().references()).containsExactly(id);
        });
  }

  @Test
  void oneCanPlayACustomer() {
    var account = account(_ -> {});

    account.customerWrites(new Identity(IdentityKind.PHONE, CUSTOMER), "Ana", new Content.Text("Oi"));
    service.tick(Duration.ZERO);

    assertThat(endpoint.events(account)).singleElement().isInstanceOfSatisfying(InboundEvent.Message.class,
        message -> {
          assertThat(message.senderName()).isEqualTo("Ana");
          assertThat(message.content()).isEqualTo(new Content.Text("Oi"));
        });
  }

  @Test
  void aCustomerMayWriteWhatWeDoNotUnderstand() {
    var account = account(_ -> {});
    var sticker = JsonNodeFactory.instance.objectNode().put("sticker", "cat");

    account.customerWrites(new Identity(IdentityKind.BSUID, "BR.1"), null, new Content.Unknown("sticker", sticker));
    service.tick(Duration.ZERO);

    assertThat(endpoint.events(account)).singleElement().isInstanceOfSatisfying(InboundEvent.Message.class,
        message -> assertThat(message.content()).isInstanceOf(Content.Unknown.class));
  }

  @Test
  void aCustomerNeedsANumber() {
    var account = account(_ -> {});

    assertThatThrownBy(
        () -> account.customerWrites(new Identity(IdentityKind.PHONE, "Ana"), null, new Content.Text("Oi")))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("+5511999990001");
  }

  @Test
  void playingACustomerSaysWhenTheServiceIsAway() {
    var account = account(_ -> {});
    service.close();

    assertThatThrownBy(
        () -> account.customerWrites(new Identity(IdentityKind.PHONE, CUSTOMER), null, new Content.Text("Oi")))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("cannot be reached");
  }

  @Test
  void receiptsAreTriedAgainWhereWeAnswered503() {
    endpoint.failNext(3);
    var account = account(_ -> {});
    var id = accepted(account.send(message()));

    service.tick(Duration.ofSeconds(30));

    assertThat(statuses(account, id)).contains(Status.SENT, Status.DELIVERED, Status.READ);
  }

  @Test
  void theServiceGivesUpInTheEnd() {
    endpoint.failNext(Integer.MAX_VALUE);
    accepted(account(_ -> {}).send(message()));

    service.tick(Duration.ofDays(1));

    assertThat(service.statistics().waiting()).isZero();
    assertThat(service.statistics().givenUp()).isEqualTo(3);
  }

  @Test
  void aRestartedServiceRemembersAndGoesOn(@TempDir Path directory) throws IOException {
    var journal = directory.resolve("journal.jsonl");
    var start = Instant.now();
    service = started(
        SandboxService.Configuration.onPort(0).withJournal(journal).withClock(new VirtualClock(start)));
    var account = account(_ -> {});
    var message = message();
    var id = accepted(account.send(message));
    account.customerWrites(new Identity(IdentityKind.PHONE, CUSTOMER), null, new Content.Text("Oi"));
    service.tick(Duration.ofMillis(100));
    service.close();
    // As if killed in the middle of a line.
    Files.writeString(journal, Files.readString(journal) + "{\"event\":\"tak");

    service = started(
        SandboxService.Configuration.onPort(0).withJournal(journal).withClock(new VirtualClock(start)));
    var again = account(_ -> {});
    service.tick(Duration.ofSeconds(5));

    assertThat(again.getStatus(query(message, id))).isInstanceOf(StatusResult.Found.class);
    assertThat(statuses(again, id)).containsExactly(Status.SENT, Status.DELIVERED, Status.READ);
    assertThat(endpoint.events(again)).filteredOn(InboundEvent.Message.class::isInstance).hasSize(1);
  }

  @Test
  void whatIsStillToBePostedFollowsTheAccount() throws IOException {
    var account = account(_ -> {});
    var id = accepted(account.send(message()));
    endpoint.close();
    service.tick(Duration.ofSeconds(2));

    endpoint = new WebhookEndpoint();
    var moved = account(_ -> {});
    accepted(moved.send(message()));
    service.tick(Duration.ofMinutes(1));

    assertThat(statuses(moved, id)).contains(Status.SENT, Status.DELIVERED, Status.READ);
  }

  @Test
  void theJournalHoldsNoTexts(@TempDir Path directory) throws IOException {
    var journal = directory.resolve("journal.jsonl");
    service = started(SandboxService.Configuration.onPort(0).withJournal(journal));
    var message = message();
    accepted(account(_ -> {}).send(message));

    assertThat(Files.readString(journal)).contains(message.id().toString()).doesNotContain("Olá");
  }

  @Test
  void aSettingThatCannotWorkIsNamed() {
    assertThatThrownBy(() -> account(settings -> settings.put("throttle", 2))).hasMessageContaining("throttle");
    assertThatThrownBy(() -> account(settings -> settings.put("latency", "fast"))).hasMessageContaining("latency");
    assertThatThrownBy(() -> account(settings -> settings.remove("url"))).hasMessageContaining("url");
  }

  private SandboxProvider account(Consumer<ObjectNode> behaviour) {
    var settings = new ObjectMapper().createObjectNode().put("url", service.url().toString())
        .put("webhookUrl", endpoint.url()).put("timeout", 5_000);
    behaviour.accept(settings);
    return factory.create(
        new AccountConfiguration(ACCOUNT, "sandbox", settings, Map.of("key", new Secret("a-sandbox-key"))));
  }

  private static OutboundMessage message() {
    return new OutboundMessage(UUID.randomUUID(), CUSTOMER, new Content.Text("Olá"), null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }

  private static OutboundMessage attempt(OutboundMessage message, int attempt) {
    return new OutboundMessage(message.id(), message.to(), message.content(), null, attempt, message.deadlineNanos());
  }

  private static StatusQuery query(OutboundMessage message, String providerMessageId) {
    return new StatusQuery(message.id(), providerMessageId, CUSTOMER, Instant.now());
  }

  private static String accepted(SendResult result) {
    assertThat(result).isInstanceOf(SendResult.Accepted.class);
    return ((SendResult.Accepted) result).providerMessageId();
  }

  private List<Status> statuses(SandboxProvider account, String id) {
    return reports(account, id).stream().map(receipt -> receipt.report().status()).toList();
  }

  private List<InboundEvent.Receipt> reports(SandboxProvider account, String id) {
    return endpoint.events(account).stream().filter(InboundEvent.Receipt.class::isInstance)
        .map(InboundEvent.Receipt.class::cast).filter(receipt -> receipt.report().providerMessageId().equals(id))
        .toList();
  }
}
