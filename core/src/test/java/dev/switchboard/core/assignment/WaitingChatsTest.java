package dev.switchboard.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatAudit;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.chat.SnoozedChats;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.tenant.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WaitingChatsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private Floor floor;
  private ChatHandling handling;
  private Actor somebody;

  @BeforeEach
  void open() {
    floor = new Floor(DB);
    handling = new ChatHandling(floor.engine.database, floor.engine.doorbell);
    somebody = Actor.node(floor.engine.tenantId);
  }

  @AfterEach
  void close() throws Exception {
    floor.close();
  }

  private void set(UUID agent, String what) {
    DB.run("update agents set %s where id = '%s'".formatted(what, agent));
  }

  @Test
  void aChatThatWaitsForAnybodyIsGivenToWhoIsThere() throws Exception {
    var bia = floor.agent("Bia", 10);
    var chat = floor.customer();

    assertThat(floor.waiting.give()).isOne();

    assertThat(floor.assignee(chat)).isEqualTo(bia);
    var told = new ObjectMapper().readTree(DB.value(String.class, """
        select payload::text
        from events
        where chat_id = ?
          and kind = 'chat_updated'
        """, chat));
    assertThat(told.at("/assignee/id").asText()).isEqualTo(bia.toString());
    assertThat(told.get("waitingSince").isNull()).isFalse();
    assertThat(told.get("automatic").asBoolean()).isTrue();
    assertThat(new ChatAudit(floor.engine.database).of(floor.engine.tenantId, chat, null, 10)).singleElement()
        .satisfies(entry -> {
          assertThat(entry.action()).isEqualTo("chat-assigned");
          assertThat(entry.agent()).isNull();
          assertThat(entry.apiKeyId()).isNull();
          assertThat(entry.details()).contains(bia.toString());
        });
    assertThat(floor.waiting.give()).isZero();
  }

  @Test
  void chatsOfOtherAccountsAreLeftToPeople() {
    floor.agent("Bia", 10);
    var manual = floor.engine.newAccount("manual", floor.engine.provider);
    var off = floor.engine.newAccount("off", floor.engine.provider);
    floor.automatic(off);
    var chats = List.of(floor.customer(manual), floor.customer(off));
    DB.run("update channel_accounts set enabled = false where id = '%s'".formatted(off.id()));

    assertThat(floor.waiting.give()).isZero();

    assertThat(chats).allSatisfy(chat -> assertThat(floor.assignee(chat)).isNull());
  }

  @Test
  void manyChatsAreSharedOutEvenly() {
    var agents = List.of(floor.agent("Ana", 100), floor.agent("Bia", 100), floor.agent("Caio", 100));
    var turns = new ArrayList<UUID>();
    for (var many : List.of(1, 1, 4, 30, 1, 25, 7)) {
      var chats = floor.customers(many);
      assertThat(floor.waiting.give()).isEqualTo(many);
      chats.forEach(chat -> turns.add(floor.assignee(chat)));
    }

    assertThat(agents).allSatisfy(agent -> assertThat(floor.chatsOf(agent)).hasSize(23));
    // In turn, whatever was given together.
    for (var i = 3; i < turns.size(); i++) {
      assertThat(turns.get(i)).as("turn %s", i).isEqualTo(turns.get(i - 3));
    }
  }

  @Test
  void moreThanABatchIsGivenAtOnce() {
    var bia = floor.agent("Bia", 1000);
    floor.customers(WaitingChats.BATCH + 5);

    assertThat(floor.waiting.give()).isEqualTo(WaitingChats.BATCH + 5);

    assertThat(floor.chatsOf(bia)).hasSize(WaitingChats.BATCH + 5);
  }

  @Test
  void nobodyIsGivenMoreThanTheyHaveRoomForAndTheOldestGoFirst() {
    var ana = floor.agent("Ana", 2);
    var bia = floor.agent("Bia", 3);
    var chats = floor.customers(8);

    assertThat(floor.waiting.give()).isEqualTo(5);

    assertThat(floor.chatsOf(ana)).hasSize(2);
    assertThat(floor.chatsOf(bia)).hasSize(3);
    assertThat(chats.subList(0, 5)).allSatisfy(chat -> assertThat(floor.assignee(chat)).isNotNull());
    assertThat(chats.subList(5, 8)).allSatisfy(chat -> assertThat(floor.assignee(chat)).isNull());
  }

  @Test
  void theOldestIsWhoWaitsLongestNotWhoWroteLast() {
    var chats = floor.customers(2);
    floor.engine.webhooks.receive(floor.engine.account.id(), TestProvider.webhook(List.of(
        Map.of("from", DB.value(String.class, "select address from chats where id = ?", chats.getFirst()), "id",
            UUID.randomUUID().toString(), "text", "Hello?"))));
    floor.agent("Bia", 1);

    floor.waiting.give();

    assertThat(floor.assignee(chats.getFirst())).isNotNull();
    assertThat(floor.assignee(chats.getLast())).isNull();
  }

  @Test
  void whateverFreesRoomLetsTheNextOneIn() {
    var bia = floor.agent("Bia", 1);
    var chats = floor.customers(5);
    var away = Instant.parse("2100-01-01T00:00:00Z");
    var ana = floor.agent("Ana", 0);
    assertThat(floor.waiting.give()).isOne();

    handling.close(somebody, chats.get(0));
    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chats.get(1))).isEqualTo(bia);

    handling.snooze(somebody, chats.get(1), away);
    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chats.get(2))).isEqualTo(bia);

    handling.transfer(somebody, chats.get(2), ana, null);
    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chats.get(3))).isEqualTo(bia);

    set(bia, "capacity = 2");
    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chats.get(4))).isEqualTo(bia);
  }

  @Test
  void whatPeopleGiveCountsAsWell() {
    var bia = floor.agent("Bia", 2);
    var chats = floor.customers(4);
    handling.assign(somebody, chats.get(2), bia);
    handling.assign(somebody, chats.get(3), bia);

    assertThat(floor.waiting.give()).isZero();
  }

  @Test
  void aChatThatSomebodyGaveStaysWhereItIs() {
    var bia = floor.agent("Bia", 10);
    var gone = floor.agent("Gone", 10);
    floor.go(gone);
    var chat = floor.customer();
    handling.assign(somebody, chat, gone);

    assertThat(floor.waiting.give()).isZero();
    assertThat(floor.assignee(chat)).isEqualTo(gone);

    handling.assign(somebody, chat, null);
    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chat)).isEqualTo(bia);
  }

  @Test
  void onlyWhoIsThereAndWantsMoreIsGivenAny() throws Exception {
    var away = floor.agent("Away", 10);
    set(away, "presence = 'away'");
    var busy = floor.agent("Busy", 10);
    set(busy, "presence = 'busy'");
    set(floor.agent("Disabled", 10), "disabled_at = now()");
    floor.go(floor.agent("Offline", 10));
    var lost = floor.agent("Lost", 10);
    DB.run("update agent_presence set until = now() - interval '1 second' where agent_id = '%s'".formatted(lost));
    var chats = floor.customers(2);
    try (var elsewhere = new Floor(DB)) {
      elsewhere.agent("Elsewhere", 10);

      assertThat(floor.waiting.give()).isZero();
    }

    set(busy, "presence = 'online'");
    assertThat(floor.waiting.give()).isEqualTo(2);
    assertThat(floor.chatsOf(busy)).containsExactlyElementsOf(chats);
  }

  @Test
  void onlyWhoSeesTheAccountIsGivenItsChats() {
    var sales = floor.engine.newAccount("sales", floor.engine.provider);
    floor.automatic(sales);
    var seller = floor.agent("Seller", 2);
    var helper = floor.agent("Helper", 10);
    floor.team("Sales", List.of(seller), List.of(sales));
    floor.team("Help", List.of(helper), List.of(floor.engine.account));
    var sold = floor.customers(sales, 4);
    var helped = floor.customers(3);

    assertThat(floor.waiting.give()).isEqualTo(5);

    assertThat(floor.chatsOf(seller)).containsExactlyElementsOf(sold.subList(0, 2));
    assertThat(floor.chatsOf(helper)).containsExactlyElementsOf(helped);

    var admin = floor.agent("Admin", 10);
    set(admin, "role = 'admin'");
    assertThat(floor.waiting.give()).isEqualTo(2);
    assertThat(floor.chatsOf(admin)).containsExactlyElementsOf(sold.subList(2, 4));
  }

  @Test
  void chatsForWhichNobodyHasRoomHoldUpNoOthers() {
    var sales = floor.engine.newAccount("sales", floor.engine.provider);
    floor.automatic(sales);
    var seller = floor.agent("Seller", 1);
    var helper = floor.agent("Helper", 10);
    floor.team("Sales", List.of(seller), List.of(sales));
    floor.customers(sales, WaitingChats.BATCH + 1);
    var chat = floor.customer();

    assertThat(floor.waiting.give()).isEqualTo(2);

    assertThat(floor.assignee(chat)).isEqualTo(helper);
  }

  @Test
  void aSnoozedChatIsGivenWhenItIsBack() {
    var bia = floor.agent("Bia", 10);
    var chat = floor.customer();
    handling.snooze(somebody, chat, Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(floor.waiting.give()).isZero();

    DB.run("update chats set snoozed_until = now() where id = '" + chat + "'");
    new SnoozedChats(floor.engine.database, floor.engine.doorbell).wake();

    assertThat(floor.waiting.give()).isOne();
    assertThat(floor.assignee(chat)).isEqualTo(bia);
  }

  @Test
  void aChatThatSomebodyIsAtIsNotWaitedFor() {
    var bia = floor.agent("Bia", 10);
    var chats = floor.customers(2);
    floor.engine.database.transaction(connection -> {
      try (var statement = connection.prepareStatement("select from chats where id = ? for no key update")) {
        statement.setObject(1, chats.getFirst());
        statement.execute();
      }
      assertThat(floor.waiting.give()).isOne();
      return chats;
    });

    assertThat(floor.chatsOf(bia)).containsExactly(chats.getLast());
    assertThat(floor.waiting.give()).isOne();
  }

  @Test
  void whatIsLookedForIsFoundByIndex() {
    floor.agent("Bia", 10);
    floor.customers(20);
    DB.run("analyze");

    var tenants = plan(WaitingChats.TENANTS);
    assertThat(tenants).contains("using chats_to_give", "Index Cond: (account_id = account.id)", "using chats_of_agent")
        .doesNotContain("Seq Scan on chats");
    var claim = plan(WaitingChats.CLAIM.replaceFirst("\\?", "array['%s']".formatted(Ids.next()))
        .replaceFirst("\\?", "array[5]"));
    assertThat(claim).contains("Index Scan using chats_to_give").doesNotContain("Seq Scan on chats");
    // Sorted are those that were found; those of an account come in their order.
    assertThat(claim.substring(claim.indexOf("LockRows"))).doesNotContain("Sort");
  }

  private String plan(String sql) {
    return String.join("\n", DB.values(String.class, "explain " + sql));
  }
}
