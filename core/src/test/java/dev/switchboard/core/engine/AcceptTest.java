package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AcceptTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  @Test
  void anAcceptedMessageHasItsOutboxRowAndItsEvent() {
    var id = engine.accept("+5511999990001", "Olá");

    assertThat(engine.status(id)).isEqualTo("QUEUED");
    assertThat(DB.count("outbox where message_id = ? and ready and state = 'QUEUED'", id)).isEqualTo(1);
    assertThat(
        DB.value(String.class, "select payload #>> '{message,content,text}' from events where message_id = ?", id))
        .isEqualTo("Olá");
  }

  @Test
  void theEventOfAnAcceptedMessageHasAllItsFields() {
    var id = engine.accept("+5511999990001", "Olá \"você\" \\ ☃");

    assertThat(
        DB.value(String.class, "select ((payload -> 'message') - 'id' - 'chatId' - 'createdAt')::text from events"
            + " where message_id = ?", id))
        .isEqualToIgnoringWhitespace("""
            {"kind": "text", "lane": "transactional", "status": "QUEUED", "content":
             {"text": "Olá \\"você\\" \\\\ ☃", "type": "text"}, "direction": "OUTBOUND"}""");
    assertThat(DB.count(
        """
        events e
        join chat_messages m on m.id = e.message_id
        where m.id = ?
          and e.payload -> 'message' @> jsonb_build_object('id', m.id, 'chatId', m.chat_id, 'createdAt', m.created_at)""",
        id)).isEqualTo(1);
  }

  @Test
  void theSameKeyGivesTheSameAnswer() {
    var first = engine.messages.accept(engine.request("+5511999990002", "once", Lane.BULK, "key-1"));
    var again = engine.messages.accept(engine.request("+5511999990002", "once", Lane.BULK, "key-1"));

    assertThat(again).isInstanceOfSatisfying(Accepted.class, repeated -> {
      assertThat(repeated.repeated()).isTrue();
      assertThat(repeated.id()).isEqualTo(((Accepted) first).id());
      assertThat(repeated.chatId()).isEqualTo(((Accepted) first).chatId());
    });
    assertThat(DB.count("chat_messages where idempotency_key = 'key-1' and tenant_id = ?", engine.tenantId))
        .isEqualTo(1);
  }

  @Test
  void anotherBodyUnderTheSameKeyIsRefused() {
    engine.accept(engine.request("+5511999990003", "one", Lane.BULK, "key-2"));

    assertThat(engine.messages.accept(engine.request("+5511999990003", "two", Lane.BULK, "key-2")))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code()).isEqualTo(Refusal.KEY_REUSED));
  }

  @Test
  void oneKeyManyTimesAtOnceMakesOneMessage() throws Exception {
    var answers = atOnce(40, i -> engine.messages.accept(engine.request("+5511999990004", "x", Lane.BULK, "key-3")));

    assertThat(answers).extracting(answer -> ((Accepted) answer).id())
        .containsOnly(((Accepted) answers.getFirst()).id());
    assertThat(answers).filteredOn(answer -> !((Accepted) answer).repeated()).hasSize(1);
  }

  @Test
  void keysInOppositeOrderInTwoBatchesDoNotBlockOneAnother() throws Exception {
    var keys = IntStream.range(0, 50).mapToObj(i -> "order-" + i).toList();
    var requests = keys.stream().map(key -> engine.request("+5511999990005", "x", Lane.BULK, key)).toList();
    try (var other = new TestEngineTwin(engine)) {
      var answers = atOnce(8, i -> i % 2 == 0
          ? engine.messages.acceptAll(requests)
          : other.messages().acceptAll(requests.reversed()));
      assertThat(answers).allSatisfy(batch -> assertThat(batch).allMatch(Accepted.class::isInstance));
    }
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isEqualTo(50);
  }

  @Test
  void theSameNewPersonManyTimesInOneBatchIsOnePersonAndOneChat() {
    var requests = IntStream.range(0, 20).mapToObj(i -> engine.request("+5511999990006", "n" + i)).toList();

    var answers = engine.messages.acceptAll(requests);

    assertThat(answers).extracting(answer -> ((Accepted) answer).chatId())
        .containsOnly(((Accepted) answers.get(0)).chatId());
    assertThat(DB.count("contacts where tenant_id = ?", engine.tenantId)).isEqualTo(1);
    assertThat(DB.count("outbox where tenant_id = ? and ready", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void brazilianNumbersWithAndWithoutTheNinthDigitAreOnePerson() {
    var with = (Accepted) engine.messages.accept(engine.request("+55 11 98888-0001", "a"));
    var without = (Accepted) engine.messages.accept(engine.request("+551188880001", "b"));

    assertThat(without.chatId()).isEqualTo(with.chatId());
  }

  @Test
  void oneBadMessageInABatchStopsNoOther() {
    var answers = engine.messages.acceptAll(List.of(engine.request("+5511999990007", "good"),
        engine.request("nobody", "bad address"), engine.request("+5511999990007", "nul \0 byte"),
        engine.request("+5511999990007", "half \ud83d of a pair"),
        engine.request("+5511999990007", "\\u0000 in words")));

    assertThat(answers.get(0)).isInstanceOf(Accepted.class);
    assertThat(refusal(answers.get(1))).isEqualTo(Refusal.BAD_ADDRESS);
    assertThat(refusal(answers.get(2))).isEqualTo(Refusal.BAD_CHARACTER);
    assertThat(refusal(answers.get(3))).isEqualTo(Refusal.BAD_CHARACTER);
    assertThat(answers.get(4)).isInstanceOf(Accepted.class);
  }

  @Test
  void aKeyThatCannotBeStoredIsRefusedAndStopsNoOther() {
    var answers = engine.messages.acceptAll(List.of(
        engine.request("+5511999990010", "x", Lane.BULK, "half \ud83d of a pair"),
        engine.request("+5511999990010", "x", Lane.BULK, "nul \0 byte"),
        engine.request("+5511999990010", "x", Lane.BULK, "good")));

    assertThat(refusal(answers.get(0))).isEqualTo(Refusal.BAD_KEY);
    assertThat(refusal(answers.get(1))).isEqualTo(Refusal.BAD_KEY);
    assertThat(answers.get(2)).isInstanceOf(Accepted.class);
  }

  private static Refusal refusal(AcceptResult answer) {
    return ((Refused) answer).code();
  }

  @Test
  void aMessageIsCanceledUntilAWorkerHasItAndNotAfterwards() {
    var waiting = engine.accept("+5511999990008", "first");
    var behind = engine.accept("+5511999990008", "second");

    assertThat(engine.messages.cancel(engine.tenantId, waiting)).isEqualTo(CancelResult.CANCELED);
    assertThat(engine.messages.cancel(engine.tenantId, waiting)).isEqualTo(CancelResult.CANCELED);
    assertThat(engine.claim(10)).extracting(claimed -> claimed.message().id()).containsExactly(behind);
    assertThat(engine.messages.cancel(engine.tenantId, behind)).isEqualTo(CancelResult.TOO_LATE);
    assertThat(engine.messages.cancel(UUID.randomUUID(), behind)).isEqualTo(CancelResult.UNKNOWN);
  }

  @Test
  void acceptsAtOnceAreHeadOfTheirChatOnceAndKeepOneHead() throws Exception {
    atOnce(64, i -> engine.messages.accept(engine.request("+551199999100" + i % 4, "m" + i)));

    assertThat(DB.count("outbox where tenant_id = ? and ready", engine.tenantId)).isEqualTo(4);
    assertThat(DB.count("outbox where tenant_id = ?", engine.tenantId)).isEqualTo(64);
  }

  @Test
  void aTaskWaitsForTheLaneAfterAnAccept() {
    engine.accept("+5511999990009", "x");

    org.awaitility.Awaitility.await().untilAsserted(() -> {
      assertThat(DB.count("account_tasks where account_id = ? and flagged and lane = 1", engine.account.id()))
          .isEqualTo(1);
      assertThat(DB.count("jobrunr.jobrunr_jobs where state = 'ENQUEUED' and jobasjson like ?",
          "%" + engine.account.id() + "%")).isEqualTo(1);
    });
  }

  @FunctionalInterface
  interface Numbered<T> {
    T call(int i) throws Exception;
  }

  static <T> List<T> atOnce(int times, Numbered<T> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = IntStream.range(0, times).<Callable<T>>mapToObj(i -> () -> work.call(i)).toList();
      var results = new ArrayList<T>();
      for (var future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
