package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.AccountChange;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.CancelResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.TimelineEntry;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A text that is too long for one message goes as several, all of them or none.
class SplitTest {

  private static final String ANA = "+5511999990001";
  private static final String LONG = "one two three four five";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    engine.provider.able = able -> able.takes(ContentKind.TEXT, Limits.text(10));
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox, status_checks");
  }

  @Test
  void itsPartsGoInTheirOrder() {
    var accepted = accept(request(LONG, LongText.SPLIT, null));
    engine.accept(ANA, "then");

    engine.drain();

    assertThat(accepted.parts()).hasSize(3).startsWith(accepted.id());
    assertThat(engine.provider.sent).extracting(message -> ((Content.Text) message.content()).text())
        .containsExactly("one two", "three four", "five", "then");
    assertThat(engine.provider.sent.subList(0, 3)).extracting(message -> message.id())
        .containsExactlyElementsOf(accepted.parts());
    assertThat(DB.count("(select distinct chat_id from chat_messages where tenant_id = ?) chats", engine.tenantId))
        .isEqualTo(1);
  }

  @Test
  void everyPartButTheFirstNamesTheFirst() {
    var accepted = accept(request(LONG, LongText.SPLIT, null));

    var messages = new MessageReader(engine.database);
    assertThat(accepted.parts()).map(id -> messages.find(Viewer.all(engine.tenantId), id).orElseThrow().partOf())
        .containsExactly(null, accepted.id(), accepted.id());
    assertThat(DB.values(String.class, """
        select payload -> 'message' ->> 'partOf'
        from events
        where tenant_id = ? and kind = 'message_sent'
        order by seq
        """, engine.tenantId)).containsExactly(null, accepted.id().toString(), accepted.id().toString());
    assertThat(
        new TimelineReader(engine.database).find(Viewer.all(engine.tenantId), accepted.parts().get(1)).orElseThrow()
            .entries())
        .extracting(TimelineEntry::words).contains("The text was too long for one message: this is part 2 of 3.");
  }

  @Test
  void whereNobodyAskedForItALongTextIsRefused() {
    assertThat(engine.messages.accept(request(LONG, null, null))).isInstanceOfSatisfying(Refused.class,
        refused -> assertThat(refused.code()).isEqualTo(Refusal.CONTENT_TOO_LONG));
    assertThat(engine.messages.accept(request(LONG, LongText.REFUSE, null))).isInstanceOf(Refused.class);
  }

  @Test
  void anAccountMaySplitWhereItsCallersSayNothing() {
    new AccountAdministration(engine.database, List.of(engine.provider),
        new SecretCipher("test", Map.of("test", new byte[32])))
        .change(Actor.node(engine.tenantId), "test", AccountChange.of(LongText.SPLIT));
    engine.accounts.forget(engine.account.id());

    assertThat(accept(request(LONG, null, null)).parts()).hasSize(3);
    assertThat(engine.messages.accept(request(LONG, LongText.REFUSE, null))).isInstanceOf(Refused.class);
  }

  @Test
  void whatFitsIsOneMessage() {
    var accepted = accept(request("one two", LongText.SPLIT, null));

    assertThat(accepted.parts()).isEmpty();
    assertThat(DB.count("message_parts where part_of = ?", accepted.id())).isZero();
  }

  @Test
  void aTextWithoutEndIsRefused() {
    assertThat(engine.messages.accept(request("word ".repeat(1_000), LongText.SPLIT, null)))
        .isInstanceOfSatisfying(Refused.class, refused -> {
          assertThat(refused.field()).isEqualTo("content.text");
          assertThat(refused.code()).isEqualTo(Refusal.CONTENT_TOO_LONG);
        });
  }

  @Test
  void theSameKeyGivesTheSamePartsHoweverOftenAndFromHoweverMany() throws Exception {
    var request = request(LONG, LongText.SPLIT, "key-1");
    try (var twin = new TestEngineTwin(engine)) {
      var answers = Race.atOnce(10,
          i -> (Accepted) (i % 2 == 0 ? engine.messages : twin.messages()).accept(request));

      assertThat(answers).extracting(Accepted::parts).containsOnly(answers.getFirst().parts());
      assertThat(answers).filteredOn(answer -> !answer.repeated()).hasSize(1);
    }
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isEqualTo(3);
    assertThat(engine.messages.accept(request(LONG + " six", LongText.SPLIT, "key-1")))
        .isInstanceOfSatisfying(Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(Refusal.KEY_REUSED));
  }

  @Test
  void callingItBackCallsBackAllOfIt() {
    var accepted = accept(request(LONG, LongText.SPLIT, null));

    assertThat(engine.messages.cancel(engine.tenantId, accepted.id())).isEqualTo(CancelResult.CANCELED);

    assertThat(accepted.parts()).map(engine::status).containsOnly("CANCELED");
    assertThat(DB.count("outbox where tenant_id = ?", engine.tenantId)).isZero();
    assertThat(engine.messages.cancel(engine.tenantId, accepted.id())).isEqualTo(CancelResult.CANCELED);
  }

  @Test
  void onceItHasBegunTheRestCanBeCalledBack() {
    var accepted = accept(request(LONG, LongText.SPLIT, null));
    engine.claim(1).forEach(engine::send);

    assertThat(engine.messages.cancel(engine.tenantId, accepted.id())).isEqualTo(CancelResult.REST_CANCELED);

    assertThat(accepted.parts()).map(engine::status).containsExactly("SENT", "CANCELED", "CANCELED");
    engine.drain();
    assertThat(engine.provider.sent).hasSize(1);
    assertThat(engine.messages.cancel(UUID.randomUUID(), accepted.id())).isEqualTo(CancelResult.UNKNOWN);
  }

  @Test
  void scheduledPartsKeepTheirOrder() {
    var accepted = accept(new MessageRequest(engine.tenantId, "test", ANA, new Content.Text("word ".repeat(40)),
        Lane.TRANSACTIONAL, DeliveryPolicy.AT_LEAST_ONCE, Instant.now().plusSeconds(3_600), null, null, null, null,
        null, null, LongText.SPLIT, null));
    DB.run("update outbox set due_at = now()");

    engine.overdue.release();
    engine.drain();

    assertThat(engine.provider.sent).extracting(message -> message.id()).containsExactlyElementsOf(accepted.parts());
  }

  private MessageRequest request(String text, @Nullable LongText longText, @Nullable String key) {
    return new MessageRequest(engine.tenantId, "test", ANA, new Content.Text(text), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, key, null, null, longText, null);
  }

  private Accepted accept(MessageRequest request) {
    var answer = engine.messages.accept(request);
    assertThat(answer).isInstanceOf(Accepted.class);
    return (Accepted) answer;
  }
}
