package dev.switchboard.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.doorbell.Doorbell;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChatsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase(5);

  private static final int MANY = 3_000;

  private static Doorbell doorbell;
  private static Chats chats;
  private static final UUID TENANT = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  @BeforeAll
  static void fill() {
    doorbell = new Doorbell(DB.database());
    chats = new Chats(DB.database(), doorbell);
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
    var all = pages(null, 70);

    assertThat(all).hasSize(MANY);
    assertThat(new HashSet<>(all.stream().map(ChatView::id).toList())).hasSize(MANY);
    assertThat(all).extracting(ChatView::lastActivityAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(all.getFirst().account()).isEqualTo("main");
    assertThat(all.getFirst().contact().name()).startsWith("Customer ");
  }

  @Test
  void chatsOfOneStatusPageLikewise() {
    assertThat(pages(ChatStatus.CLOSED, 70)).hasSize(MANY / 10)
        .allSatisfy(chat -> assertThat(chat.status()).isEqualTo(ChatStatus.CLOSED));
  }

  private static List<ChatView> pages(@Nullable ChatStatus status, int size) {
    var all = new ArrayList<ChatView>();
    ChatCursor cursor = null;
    List<ChatView> page;
    do {
      page = chats.list(TENANT, status, cursor, size);
      all.addAll(page);
      cursor = page.isEmpty() ? null : ChatCursor.decode(page.getLast().cursor().encode()).orElseThrow();
    } while (cursor != null);
    return all;
  }

  @Test
  void aPageInTheMiddleIsReadFromTheIndexWithoutSorting() {
    var plan = String.join("\n", DB.values(String.class, "explain " + Chats.listing(true),
        new String[]{"CLOSED", "ARCHIVED"}, TENANT,
        OffsetDateTime.parse("2026-01-01T00:02:00Z"), UUID.randomUUID(), 50, 50));

    assertThat(plan).contains("Index Scan using chats_list on chats").doesNotContain("Seq Scan on chats");
    assertThat(plan.substring(plan.lastIndexOf("Limit"))).doesNotContain("Sort");
    assertThat(plan).contains("Index Cond: (((status)::text = wanted.status) AND (tenant_id = ")
        .contains("ROW(last_activity_at, id) < ROW(");
  }

  @Test
  void anotherTenantsChatIsNotThere() {
    var theirs = chats.list(OTHER, null, null, 1).getFirst().id();

    assertThat(chats.find(TENANT, theirs)).isEmpty();
    assertThat(chats.find(OTHER, theirs)).isPresent();
    assertThat(chats.markRead(TENANT, theirs)).isFalse();
    assertThat(chats.close(TENANT, theirs)).isFalse();
  }

  @Test
  void readingAChatIsToldOnce() throws Exception {
    var id = anActiveChat();
    DB.run("update chats set unread = 3 where id = '" + id + "'");
    var rings = new AtomicInteger();
    try (var listener = doorbell.on("events", topic -> rings.incrementAndGet())) {
      assertThat(listener).isNotNull();
      assertThat(chats.markRead(TENANT, id)).isTrue();
      assertThat(chats.markRead(TENANT, id)).isTrue();
    }

    assertThat(chats.find(TENANT, id).orElseThrow().unread()).isZero();
    assertThat(
        DB.values(String.class, "select kind || ' ' || (payload ->> 'unread') from events where chat_id = ?", id))
        .containsExactly("chat_updated 0");
    assertThat(rings).hasValue(1);
  }

  @Test
  void aClosedChatIsClosedOnce() {
    var id = anActiveChat();

    assertThat(chats.close(TENANT, id)).isTrue();
    assertThat(chats.close(TENANT, id)).isTrue();

    assertThat(chats.find(TENANT, id).orElseThrow().status()).isEqualTo(ChatStatus.CLOSED);
    assertThat(DB.values(String.class, "select payload ->> 'status' from events where chat_id = ?", id))
        .containsExactly("CLOSED");
    DB.run("update chats set status = 'ACTIVE' where id = '" + id + "'");
  }

  private static UUID anActiveChat() {
    var id = chats.list(TENANT, ChatStatus.ACTIVE, null, 1).getFirst().id();
    DB.run("delete from events");
    return id;
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
