package dev.switchboard.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatFilter.Assignee;
import dev.switchboard.core.chat.ChatFilter.View;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChatsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase(5);

  private static final int MANY = 3_000;

  private static Doorbell doorbell;
  private static Chats chats;
  private static ChatHandling handling;
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  @BeforeAll
  static void fill() {
    doorbell = new Doorbell(DB.database());
    chats = new Chats(DB.database());
    handling = new ChatHandling(DB.database(), doorbell);
    for (var tenant : List.of(TENANT, OTHER)) {
      var account = UUID.randomUUID();
      DB.run("insert into tenants (id, name) values ('%s', '%s')".formatted(tenant, tenant),
          "insert into channel_accounts (id, tenant_id, name, provider) values ('%s', '%s', 'main', 'sandbox')"
              .formatted(account, tenant),
          """
              with people as (
                insert into contacts (id, tenant_id, name)
                select gen_random_uuid(), '%s', 'Customer ' || i from generate_series(1, %d) i
                returning id, name)
              insert into chats (id, tenant_id, contact_id, account_id, address, status, last_activity_at)
              select gen_random_uuid(), '%1$s', id, '%s', 'somewhere',
                case when split_part(name, ' ', 2)::integer %% 10 = 0 then 'CLOSED' else 'ACTIVE' end,
                -- Ten at a time have the same time, so that only the id tells them apart.
                timestamptz '2026-01-01' + split_part(name, ' ', 2)::integer / 10 * interval '1.000001 s'
              from people
              """.formatted(tenant, MANY, account));
    }
    DB.run("analyze");
  }

  @AfterAll
  static void stop() {
    doorbell.close();
  }

  @Test
  void allPagesTogetherAreAllChatsOnceNewestFirst() {
    var all = pages(ChatFilter.ALL, 70);

    assertThat(all).hasSize(MANY);
    assertThat(new HashSet<>(all.stream().map(ChatView::id).toList())).hasSize(MANY);
    assertThat(all).extracting(ChatView::lastActivityAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(all.getFirst().account()).isEqualTo("main");
    assertThat(all.getFirst().contact().name()).startsWith("Customer ");
  }

  @Test
  void chatsOfOneStatusPageLikewise() {
    assertThat(pages(ChatFilter.of(ChatStatus.CLOSED), 70)).hasSize(MANY / 10)
        .allSatisfy(chat -> assertThat(chat.status()).isEqualTo(ChatStatus.CLOSED));
  }

  private static List<ChatView> pages(ChatFilter filter, int size) {
    return pages(Viewer.all(TENANT), filter, size);
  }

  private static List<ChatView> pages(Viewer viewer, ChatFilter filter, int size) {
    var all = new ArrayList<ChatView>();
    ChatCursor cursor = null;
    List<ChatView> page;
    do {
      page = chats.list(viewer, filter, cursor, size);
      all.addAll(page);
      cursor = page.isEmpty() ? null : ChatCursor.decode(page.getLast().cursor().encode()).orElseThrow();
    } while (cursor != null);
    return all;
  }

  static Stream<Arguments> filters() {
    var agent = new Assignee.Agent(UUID.randomUUID());
    var nobody = new Assignee.Nobody();
    var someId = UUID.randomUUID();
    return Stream.<@Nullable ChatStatus>of(null, ChatStatus.ACTIVE, ChatStatus.CLOSED).flatMap(status -> Stream
        .of(null, View.WAITING, View.UNASSIGNED, View.SILENT)
        .flatMap(view -> Stream.of(
            Arguments.of("chats_list", new ChatFilter(status, view, null, null, null, null)),
            Arguments.of("chats_list", new ChatFilter(status, view, nobody, null, null, null)),
            Arguments.of("chats_of_agent", new ChatFilter(status, view, agent, null, null, null)),
            Arguments.of("chats_of_account", new ChatFilter(status, view, null, someId, null, null)),
            Arguments.of("chats_of_account", new ChatFilter(status, view, nobody, someId, null, null)),
            Arguments.of("chats_of_agent", new ChatFilter(status, view, agent, someId, null, null)),
            Arguments.of("chats_open_customer", new ChatFilter(status, view, null, null, someId, null)),
            Arguments.of("chats_open_customer", new ChatFilter(status, view, agent, someId, someId, someId)),
            Arguments.of("chats_pkey", new ChatFilter(status, view, null, null, null, someId)),
            Arguments.of("chats_pkey", new ChatFilter(status, view, agent, someId, null, someId)))));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void aPageInTheMiddleIsReadFromAnIndexOfItsOrder(String index, ChatFilter filter) {
    var page = new ChatPage(Viewer.all(TENANT), filter,
        new ChatCursor(Instant.parse("2026-01-01T00:02:00Z"), UUID.randomUUID()),
        50);

    var plan = String.join("\n", DB.values(String.class, "explain " + page.sql(), page.values().toArray()));

    assertThat(plan).contains("Index Scan using " + index + " on chats").doesNotContain("Seq Scan on chats");
    if (filter.contactId() == null && filter.labelId() == null) {
      assertThat(plan.substring(plan.lastIndexOf("Limit"))).doesNotContain("Sort");
      assertThat(plan).contains("Index Cond: ((queue = wanted.queue) AND ")
          .contains("ROW(last_activity_at, id) < ROW(");
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void forWhoDoesNotSeeAllItIsReadFromTheIndexOfTheAccountsTheySee(String index, ChatFilter filter) {
    var page = new ChatPage(new Viewer(TENANT, Set.of(UUID.randomUUID())), filter,
        new ChatCursor(Instant.parse("2026-01-01T00:02:00Z"), UUID.randomUUID()), 50);

    var plan = String.join("\n", DB.values(String.class, "explain " + page.sql(), page.values().toArray()));

    assertThat(plan)
        .contains("Index Scan using " + (index.equals("chats_list") ? "chats_of_account" : index) + " on chats")
        .doesNotContain("Seq Scan on chats");
    if (filter.contactId() == null && filter.labelId() == null) {
      assertThat(plan.substring(plan.lastIndexOf("Limit"))).doesNotContain("Sort");
      assertThat(plan).contains("Index Cond: ((queue = wanted.queue) AND ")
          .contains("ROW(last_activity_at, id) < ROW(");
    }
  }

  @Test
  void forWhoDoesNotSeeAllThePagesAreThoseOfWhatTheySee() {
    var all = pages(ChatFilter.ALL, 200).stream().map(ChatView::id).toList();
    var account = DB.value(UUID.class, "select id from channel_accounts where tenant_id = ?", TENANT);

    assertThat(pages(new Viewer(TENANT, Set.of(UUID.randomUUID())), ChatFilter.ALL, 200)).extracting(ChatView::id)
        .isEqualTo(all);
    assertThat(pages(new Viewer(TENANT, Set.of(account)), ChatFilter.ALL, 200)).isEmpty();
  }

  @Test
  void anotherTenantsChatIsNotThere() {
    var theirs = chats.list(Viewer.all(OTHER), ChatFilter.ALL, null, 1).getFirst().id();

    assertThat(chats.find(Viewer.all(TENANT), theirs)).isEmpty();
    assertThat(chats.find(Viewer.all(OTHER), theirs)).isPresent();
    assertThat(handling.markRead(Actor.node(TENANT), theirs)).isEqualTo(new ChatChange.NoChat());
    assertThat(handling.close(Actor.node(TENANT), theirs)).isEqualTo(new ChatChange.NoChat());
    assertThat(chats.list(Viewer.all(TENANT), ChatFilter.ofContact(contactOf(theirs)), null, 10)).isEmpty();
  }

  private static UUID contactOf(UUID chat) {
    return DB.value(UUID.class, "select contact_id from chats where id = ?", chat);
  }

  @Test
  void whatIsNoCursorIsNoCursor() {
    assertThat(ChatCursor.decode("x")).isEmpty();
    assertThat(ChatCursor.decode("AAAA")).isEmpty();
    assertThat(ChatCursor.decode("!")).isEmpty();
    assertThat(ChatCursor.decode("f".repeat(32))).isPresent();
    var cursor = new ChatCursor(Instant.parse("2026-11-21T10:00:00.123456Z"), UUID.randomUUID());
    assertThat(ChatCursor.decode(cursor.encode())).contains(cursor);
  }
}
