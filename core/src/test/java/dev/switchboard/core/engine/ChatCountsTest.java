package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.chat.ChatCount;
import dev.switchboard.core.chat.ChatCounts;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The sums are what counting would find, whatever happens to chats.
class ChatCountsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final int CUSTOMERS = 5;
  private static final int DEEDS = 150;

  private TestEngine engine;
  private ChatCounts counts;
  private ChatHandling handling;
  private UUID agent;
  private UUID colleague;
  private Account other;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    counts = new ChatCounts(engine.database);
    handling = new ChatHandling(engine.database, engine.doorbell);
    agent = engine.newAgent("Bia");
    colleague = engine.newAgent("Caio");
    other = engine.newAccount("other", engine.provider);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private void customerWrites(int customer) {
    engine.customerWrites(customer % 3 == 0 ? other.id() : engine.account.id(), number(customer), "Oi");
  }

  private static String number(int customer) {
    return "+551199999000" + customer;
  }

  private void reply(UUID chat) {
    engine.accept(new MessageRequest(engine.tenantId,
        DB.value(String.class,
            "select a.name from chats c join channel_accounts a on a.id = c.account_id where c.id = ?",
            chat),
        DB.value(String.class, "select address from chats where id = ?", chat), new Content.Text("Bom dia"),
        Lane.INTERACTIVE, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, agent, chat));
  }

  private void areRight() {
    assertThat(counts.of(Viewer.all(engine.tenantId))).isEqualTo(counted("tenant_id", engine.tenantId));
    assertThat(counts.of(new Viewer(engine.tenantId, Set.of(engine.account.id()))))
        .isEqualTo(counted("account_id", other.id()));
    assertThat(counts.of(new Viewer(engine.tenantId, Set.of(other.id()))))
        .isEqualTo(counted("account_id", engine.account.id()));
    assertThat(counts.ofAgent(agent)).isEqualTo(counted("assignee_id", agent));
    assertThat(counts.ofAgent(colleague)).isEqualTo(counted("assignee_id", colleague));
  }

  private static ChatCount counted(String owner, UUID id) {
    var open = "chats where status = 'ACTIVE' and snoozed_until is null and " + owner + " = ?";
    return new ChatCount(DB.count(open, id), DB.count(open + " and unread > 0", id),
        DB.count(open + " and waiting_since is not null", id), DB.count(open + " and assignee_id is null", id));
  }

  @Test
  void whateverHappensTheSumsAreRight() {
    var random = new Random(4711);
    var actor = Actor.node(engine.tenantId);
    for (var i = 0; i < CUSTOMERS; i++) {
      customerWrites(i);
    }
    for (var i = 0; i < DEEDS; i++) {
      var chats = DB.values(UUID.class, "select id from chats where tenant_id = ? order by id", engine.tenantId);
      var chat = chats.get(random.nextInt(chats.size()));
      switch (random.nextInt(12)) {
        case 0, 1 -> customerWrites(random.nextInt(CUSTOMERS));
        case 2 -> reply(chat);
        case 3 -> handling.assign(actor, chat, agent);
        case 4 -> handling.transfer(actor, chat, colleague, null);
        case 5 -> handling.assign(actor, chat, null);
        case 6 -> handling.markRead(actor, chat);
        case 7 -> handling.markUnread(actor, chat);
        case 8 -> handling.snooze(actor, chat, Instant.parse("2100-01-01T00:00:00Z"));
        case 9 -> handling.snooze(actor, chat, null);
        case 10 -> handling.reopen(actor, chat);
        default -> handling.close(actor, chat);
      }
      if (i % 25 == 0) {
        areRight();
        counts.fold();
      }
      if (i % 10 == 0) {
        areRight();
      }
    }
    areRight();
    assertThat(counts.of(Viewer.all(engine.tenantId)).open()).isPositive();
  }

  @Test
  void aChatWhoseStateStaysAddsNothing() {
    customerWrites(1);
    var rows = DB.count("chat_counts");

    customerWrites(1);
    customerWrites(1);
    engine.accept(number(1), "Your parcel is on its way");

    assertThat(DB.count("chat_counts")).isEqualTo(rows);
  }

  @Test
  void foldedThereIsOneRowForEachWhoHasAny() {
    for (var i = 0; i < CUSTOMERS; i++) {
      customerWrites(i);
    }
    handling.assign(Actor.node(engine.tenantId),
        DB.value(UUID.class, "select id from chats where tenant_id = ?", engine.tenantId), agent);
    var before = counts.of(Viewer.all(engine.tenantId));

    counts.fold();

    assertThat(counts.of(Viewer.all(engine.tenantId))).isEqualTo(before);
    assertThat(DB.count("chat_counts where owner_id = ?", engine.tenantId)).isOne();
    assertThat(DB.count("chat_counts where owner_id = ?", agent)).isOne();
    assertThat(DB.count("chat_counts where owner_id = ?", colleague)).isZero();
  }
}
