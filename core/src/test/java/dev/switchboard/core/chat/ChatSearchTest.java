package dev.switchboard.core.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatSearch.Reach;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.PlannerSettings;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Finding chats by who is in them and by what was said.
class ChatSearchTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final UUID LAST = SearchQuery.LAST;
  private static final String ANA = "+5511987654321";

  private TestEngine engine;
  private ChatSearch search;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    search = new ChatSearch(engine.database, new Chats(engine.database));
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private void customerWrites(String from, String text) {
    engine.customerWrites(from, text);
  }

  private List<String> snippets(String words) {
    return search.find(Viewer.all(engine.tenantId), words, null, 50).stream().map(hit -> String.valueOf(hit.snippet()))
        .toList();
  }

  private UUID chatWith(String address) {
    return DB.value(UUID.class, "select id from chats where tenant_id = ? and address = ?", engine.tenantId, address);
  }

  @Test
  void whatWasSaidIsFoundWithoutAccentsAndInOtherForms() {
    customerWrites(ANA, "Quero fazer uma Reclamação sobre os meus pedidos");
    customerWrites(ANA, "My parcels were delivered broken");

    for (var words : List.of("reclamacao", "RECLAMAÇÃO", "reclamações", "pedido", "sobre pedidos")) {
      assertThat(snippets(words)).as(words).containsExactly("Quero fazer uma Reclamação sobre os meus pedidos");
    }
    for (var words : List.of("parcel", "delivering", "broken parcel")) {
      assertThat(snippets(words)).as(words).containsExactly("My parcels were delivered broken");
    }
    assertThat(snippets("reembolso")).isEmpty();
  }

  @Test
  void aPersonIsFoundByTheBeginningsOfTheirNameAndByDigitsOfTheirNumber() {
    customerWrites(ANA, "Oi");
    DB.run("update contacts set name = 'Inês Conceição' where tenant_id = '" + engine.tenantId + "'");

    for (var words : List.of("ines", "conc in", "Inês C", "8765", "98765-4321", "+55 11 98765-4321", "4321")) {
      assertThat(search.find(Viewer.all(engine.tenantId), words, null, 10)).as(words).singleElement().satisfies(hit -> {
        assertThat(hit.chat().id()).isEqualTo(chatWith(ANA));
        assertThat(hit.messageId()).isNull();
      });
    }
    assertThat(search.find(Viewer.all(engine.tenantId), "8888", null, 10)).isEmpty();
  }

  @Test
  void notesAreFoundAndWhatServicesSendIsNot() {
    customerWrites(ANA, "Oi");
    engine.accept(ANA, "Your voucher is ready");
    new Notes(engine.database, engine.doorbell).add(Actor.node(engine.tenantId), chatWith(ANA), "gave a voucher", null);

    assertThat(snippets("voucher")).containsExactly("gave a voucher");
  }

  @Test
  void aDeletedMessageIsNotFound() {
    customerWrites(ANA, "secret word");
    DB.run("update chat_messages set deleted_at = now() where tenant_id = '" + engine.tenantId + "'");

    assertThat(snippets("secret")).isEmpty();
  }

  @Test
  void anotherTenantFindsNothing() {
    customerWrites(ANA, "secret word");

    assertThat(search.find(Viewer.all(UUID.randomUUID()), "secret", null, 10)).isEmpty();
    assertThat(search.find(Viewer.all(UUID.randomUUID()), "8765", null, 10)).isEmpty();
  }

  @Test
  void pagesTogetherAreEverythingOnceTheLatestFirst() {
    for (var i = 0; i < 7; i++) {
      customerWrites(ANA, "word " + i);
    }

    assertThat(pages(search, "word", 3)).extracting(SearchHit::snippet).containsExactly("word 6", "word 5", "word 4",
        "word 3", "word 2",
        "word 1", "word 0");
  }

  @Test
  void whatMatchesIsReadByIndex() {
    assertThat(explain("explain " + SaidSearch.BY_INDEX, "ana", engine.tenantId, LAST, true, "{}", 10))
        .contains("Bitmap Index Scan on message_words_found").doesNotContain("Seq Scan on");
    assertThat(explain("explain " + PeopleSearch.BY_INDEX, "ana", null, engine.tenantId, OffsetDateTime.MAX, LAST, "{}",
        11, 11, 10, 10))
        .contains("Bitmap Index Scan on contacts_name_beginnings", "Bitmap Index Scan on contact_identities_words",
            "Index Scan using chats_past on chats")
        .doesNotContain("Seq Scan on");
  }

  @Test
  void itIsReadByIndexOverThePoolOfTheEngineToo() {
    manyMessages(30, "parcel");
    customerWrites(ANA, "a letter");
    DB.run("analyze message_words");
    var pool = DB.newPool();
    var database = new Database(pool);
    var before = scans();

    for (var i = 0; i < 10; i++) {
      assertThat(search(database, 0, 0).find(Viewer.all(engine.tenantId), "letter", null, 5))
          .hasSize(1);
    }

    // What a connection has read is counted when it ends.
    pool.close();
    await().until(() -> scans() - before >= 10);
  }

  private static long scans() {
    return Objects.requireNonNull(DB.value(Long.class,
        "select idx_scan from pg_stat_user_indexes where indexrelname = 'message_words_found'"));
  }

  // As a search runs it.
  private static String explain(String sql, @Nullable Object... values) {
    List<String> plan = DB.database().transaction(connection -> {
      PlannerSettings.allowBitmaps(connection);
      return TestDatabase.values(connection, String.class, sql, values);
    });
    return String.join("\n", plan);
  }

  @Test
  void aWordThatIsInEverythingIsReadFromTheLatestOnUntilThePageIsFull() {
    manyMessages(300, "parcel");

    assertThat(
        explain("explain (analyze, timing off) " + SaidSearch.FROM_THE_LATEST, "parcel", engine.tenantId, LAST, 250,
            true, "{}", 10))
        .containsPattern("Index Scan Backward using message_words_pkey.*actual rows=10 ")
        .doesNotContain("Seq Scan on", "Index Scan on message_words_found");
  }

  @Test
  void aNameThatEverybodyHasIsReadFromTheLatestOnUntilThePageIsFull() {
    customers(30, "+551191000", "Anna");

    assertThat(explain("explain (analyze, timing off) " + PeopleSearch.FROM_THE_LATEST, "an", null, engine.tenantId,
        OffsetDateTime.MAX, LAST, "{}", 25, 25, 10))
        .contains("Index Scan using chats_list on chats ")
        .containsPattern("Index Scan using contacts_pkey on contacts .*loops=10\\)")
        .doesNotContain("Seq Scan on", "Bitmap Index Scan");
  }

  @Test
  void aNameThatTooManyHaveIsNotReadFurther() {
    customers(30, "+551191000", "Anna");

    assertThat(explain("explain (analyze, timing off) " + PeopleSearch.BY_INDEX, "an", null, engine.tenantId,
        OffsetDateTime.MAX, LAST, "{}", 11, 11, 10, 10))
        .containsPattern("Bitmap Heap Scan on contacts .*actual rows=11 ")
        .containsPattern("Index Scan using chats_past on chats .*never executed");
  }

  private static Stream<Reach> reaches() {
    var standard = Reach.STANDARD;
    return IntStream.of(0, 1, 5, 20, 1_000).boxed()
        .flatMap(glance -> IntStream.of(0, 5, 2_000)
            .mapToObj(people -> new Reach(glance, standard.messages(), standard.chats(), people)));
  }

  @ParameterizedTest
  @MethodSource("reaches")
  void itIsTheSameWhicheverWayItIsFound(Reach reach) {
    var other = new ChatSearch(engine.database, new Chats(engine.database), reach);
    manyMessages(40, "parcel");
    manyMessages(40, "letter");
    manyMessages(3, "parcel letter");
    customerWrites(ANA, "the last letter");
    DB.run("update contacts set name = 'Letter Box' where tenant_id = '" + engine.tenantId + "'",
        "analyze message_words");
    customers(20, "+551191000", "Carla Box");
    customers(10, "+551191011", "Anna-Clara Boxer");
    DB.run(
        "update chats set status = 'CLOSED' where tenant_id = '" + engine.tenantId + "' and right(address, 1) = '3'");

    for (var words : List.of("letter", "parcel", "box", "letter parcel", "last", "nothing", "boxer", "c b", "ann",
        "5511910", "5511910000003", "1011 000", "anna-clara", "letter 98")) {
      var all = search.find(Viewer.all(engine.tenantId), words, null, 1_000);
      assertThat(pages(other, words, 7)).as(words).isEqualTo(all);
    }
    assertThat(pages(other, "letter", 7)).hasSize(45);
    assertThat(pages(other, "parcel", 7)).hasSize(43);
    assertThat(pages(other, "box", 7)).hasSize(31);
    assertThat(pages(other, "c b", 7)).hasSize(30);
    assertThat(pages(other, "5511910", 7)).hasSize(30);
  }

  // Each with a number that begins with this, and a chat.
  private void customers(int count, String numbers, String name) {
    var calls = IntStream.range(0, count)
        .mapToObj(
            n -> Map.of("from", numbers + "%04d".formatted(n), "id", UUID.randomUUID().toString(), "text", "hello"))
        .toList();
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(calls));
    DB.run("""
        update contacts
        set name = '%s'
        where id in (
          select contact_id
          from chats
          where tenant_id = '%s'
            and starts_with(address, '%s'))
        """.formatted(name, engine.tenantId, numbers));
  }

  @Test
  void aNameIsFoundHoweverLongItIs() {
    customerWrites(ANA, "Oi");
    DB.run("update contacts set name = '" + "Wolfeschlegelsteinhausenbergerdorff ".repeat(500) + "' where tenant_id = '"
        + engine.tenantId + "'");

    for (var words : List.of("wolf", "Wolfeschlegelsteinhausenbergerdorff", "w w")) {
      assertThat(search.find(Viewer.all(engine.tenantId), words, null, 10)).as(words).hasSize(1);
      assertThat(search(engine.database, 500, 0).find(Viewer.all(engine.tenantId), words, null, 10)).as(words)
          .hasSize(1);
    }
  }

  private static ChatSearch search(Database database, int glance, int people) {
    var standard = Reach.STANDARD;
    return new ChatSearch(database, new Chats(database),
        new Reach(glance, standard.messages(), standard.chats(), people));
  }

  @ParameterizedTest
  @MethodSource("reaches")
  void whatIsHiddenIsFoundInNoWay(Reach reach) {
    var other = new ChatSearch(engine.database, new Chats(engine.database), reach);
    manyMessages(10, "parcel");
    var blind = new Viewer(engine.tenantId, Set.of(engine.account.id()));
    var sighted = new Viewer(engine.tenantId, Set.of(UUID.randomUUID()));

    assertThat(other.find(blind, "parcel", null, 5)).isEmpty();
    assertThat(other.find(blind, "8765", null, 5)).isEmpty();
    assertThat(other.find(sighted, "parcel", null, 5)).hasSize(5);
    assertThat(other.find(sighted, "8765", null, 5)).hasSize(1);
  }

  // Customers who have said it once each, through the trigger, all at different times.
  private void manyMessages(int count, String word) {
    for (var i = 0; i < count; i += 100) {
      var calls = IntStream.range(i, Math.min(count, i + 100))
          .mapToObj(n -> Map.of("from", ANA, "id", UUID.randomUUID().toString(), "text", word + " number " + n))
          .toList();
      engine.webhooks.receive(engine.account.id(), TestProvider.webhook(calls));
    }
  }

  @ParameterizedTest
  @MethodSource("reaches")
  void whatIsHiddenIsNotFoundWhicheverWayItIsLookedFor(Reach reach) {
    var other = new ChatSearch(engine.database, new Chats(engine.database), reach);
    var hidden = engine.newAccount("hidden", engine.provider);
    var viewer = new Viewer(engine.tenantId, Set.of(hidden.id()));
    for (var i = 0; i < 20; i++) {
      engine.customerWrites(i % 2 == 0 ? hidden.id() : engine.account.id(), ANA, "parcel " + i);
    }
    DB.run("update contacts set name = 'Parcel Post' where tenant_id = '" + engine.tenantId + "'");

    assertThat(other.find(viewer, "parcel", null, 4)).hasSize(4);
    assertThat(other.find(viewer, "parcel", null, 50)).hasSize(11)
        .allSatisfy(hit -> assertThat(hit.chat().account()).isEqualTo(engine.account.name()));
    assertThat(other.find(Viewer.all(engine.tenantId), "parcel", null, 50)).hasSize(22);
  }

  private List<SearchHit> pages(ChatSearch search, String words, int size) {
    var all = new ArrayList<SearchHit>();
    ChatCursor cursor = null;
    List<SearchHit> page;
    do {
      page = search.find(Viewer.all(engine.tenantId), words, cursor, size);
      all.addAll(page);
      cursor = page.isEmpty() ? null : page.getLast().cursor();
    } while (cursor != null);
    return all;
  }

  @Test
  void aSnippetShowsWhatWasSearchedFor() {
    var long100 = "x ".repeat(100);

    assertThat(Snippet.of("Olá, não chegou", "nao")).isEqualTo("Olá, não chegou");
    assertThat(Snippet.of(long100 + "AÇÃO" + long100, "acao")).startsWith("…").endsWith("…").contains("AÇÃO");
    assertThat(Snippet.of("🎉".repeat(200), "zzz")).endsWith("🎉…");
  }
}
