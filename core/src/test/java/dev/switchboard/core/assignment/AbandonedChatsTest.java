package dev.switchboard.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatAudit;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AbandonedChatsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private Floor floor;
  private ChatHandling handling;
  private Actor somebody;
  private UUID bia;
  private UUID chat;

  @BeforeEach
  void aChatWasGiven() {
    floor = new Floor(DB);
    handling = new ChatHandling(floor.engine.database, floor.engine.doorbell);
    somebody = Actor.node(floor.engine.tenantId);
    bia = floor.agent("Bia", 10);
    chat = floor.customer();
    assertThat(floor.waiting.give()).isOne();
  }

  @AfterEach
  void close() throws Exception {
    floor.close();
  }

  // The first look finds out, the second one comes when the time has passed.
  private int takeBackAfter(String time) {
    assertThat(floor.abandoned.takeBack(FIVE_MINUTES)).isZero();
    DB.run("update agent_turns set gone_since = gone_since - interval '%s'".formatted(time));
    return floor.abandoned.takeBack(FIVE_MINUTES);
  }

  @Test
  void whatAnAgentWhoIsGoneWasGivenGoesBackAndToSomebodyElse() {
    floor.go(bia);

    assertThat(takeBackAfter("299 seconds")).isZero();
    assertThat(takeBackAfter("1 second")).isOne();

    assertThat(floor.assignee(chat)).isNull();
    assertThat(new ChatAudit(floor.engine.database).of(floor.engine.tenantId, chat, null, 10).getFirst())
        .satisfies(entry -> {
          assertThat(entry.action()).isEqualTo("chat-returned");
          assertThat(entry.agent()).isNull();
          assertThat(entry.details()).contains(bia.toString());
        });
    assertThat(DB.value(String.class, """
        select payload ->> 'assignee'
        from events
        where chat_id = ?
        order by seq desc
        """, chat)).isNull();
    var caio = floor.agent("Caio", 10);
    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chat)).isEqualTo(caio);
  }

  @Test
  void whoIsBackInTimeKeepsTheirChats() {
    floor.go(bia);
    assertThat(takeBackAfter("4 minutes")).isZero();
    floor.come(bia);
    assertThat(floor.abandoned.takeBack(FIVE_MINUTES)).isZero();
    floor.go(bia);

    assertThat(takeBackAfter("4 minutes")).isZero();
    assertThat(floor.assignee(chat)).isEqualTo(bia);
  }

  @Test
  void whoIsAwayOrBusyIsNotGone() {
    DB.run("update agents set presence = 'away', last_seen_at = now() - interval '1 hour' where id = '%s'"
        .formatted(bia));

    assertThat(takeBackAfter("1 hour")).isZero();
  }

  @Test
  void whoMayDoNothingAnyMoreIsGone() {
    DB.run("update agents set disabled_at = now() where id = '%s'".formatted(bia));

    assertThat(takeBackAfter("5 minutes")).isOne();
  }

  @Test
  void afterACrashNobodyIsGoneForLongerThanSince() {
    DB.run("update agents set last_seen_at = now() - interval '1 day' where id = '%s'".formatted(bia),
        "truncate agent_presence");
    assertThat(floor.abandoned.takeBack(FIVE_MINUTES)).isZero();

    floor.come(bia);

    assertThat(takeBackAfter("1 hour")).isZero();
  }

  @Test
  void whatPeopleGaveThemStaysTheirs() {
    var ana = floor.agent("Ana", 10);
    handling.assign(somebody, chat, ana);
    handling.transfer(somebody, chat, bia, null);
    floor.go(bia);

    assertThat(takeBackAfter("1 hour")).isZero();
    assertThat(floor.assignee(chat)).isEqualTo(bia);
  }

  @Test
  void onlyWhoseCustomersWaitGoBack() {
    floor.engine.accept(new MessageRequest(floor.engine.tenantId, "test",
        DB.value(String.class, "select address from chats where id = ?", chat), new Content.Text("Bom dia"),
        Lane.INTERACTIVE, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, bia, chat));
    var snoozed = floor.customer();
    var closed = floor.customer();
    assertThat(floor.waiting.give()).isEqualTo(2);
    handling.snooze(somebody, snoozed, Instant.parse("2100-01-01T00:00:00Z"));
    handling.close(somebody, closed);
    floor.go(bia);

    assertThat(takeBackAfter("1 hour")).isZero();
  }
}
