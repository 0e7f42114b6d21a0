package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.account.UnopenableException;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Listening;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import dev.switchboard.core.webhook.FetchedItems;
import dev.switchboard.core.webhook.Replayed;
import dev.switchboard.core.webhook.Rereading;
import dev.switchboard.core.webhook.WebhookCursor;
import dev.switchboard.core.webhook.WebhookFilter;
import dev.switchboard.core.webhook.WebhookItem;
import dev.switchboard.core.webhook.WebhookLedger;
import dev.switchboard.core.webhook.WebhookOutcome;
import dev.switchboard.core.webhook.WebhookReplay;
import dev.switchboard.core.webhook.WebhookState;
import dev.switchboard.core.webhook.WebhookView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is kept of webhooks, and what comes of reading it again.
class LedgerTest {

  private static final String ANA = "+5511999990001";
  private static final String SECRET_WORDS = "My word is xyzzy";
  /// A parser that has learnt what a sticker is.
  private static final Function<JsonNode, InboundEvent> MENDED = item -> new InboundEvent.Message(
      item.path("sticker").asText(), List.of(new InboundEvent.Identity(IdentityKind.PHONE, ANA)), "Ana",
      new Content.Text("[" + item.path("sticker").asText() + "]"), (String) null, null, Map.of());

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  WebhookLedger ledger;
  WebhookReplay replay;
  Actor actor;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    ledger = new WebhookLedger(engine.database, TestEngine.CIPHER);
    replay = new WebhookReplay(ledger, engine.webhooks, new Rereading(engine.accounts, TestEngine.ATTACHMENTS),
        engine.database, engine.doorbell);
    actor = Actor.node(engine.tenantId);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("drop trigger if exists trouble on chat_messages",
        "truncate webhook_inbox, receipts_waiting, outbox, account_notices");
  }

  @Test
  void nothingOfWhatSomebodyWroteStandsInTheTable() {
    var call = TestProvider.webhook(List.of(Map.of("from", ANA, "id", "in-1", "text", SECRET_WORDS)));
    engine.webhooks.receive(engine.account.id(),
        new WebhookRequest("POST", "https://switchboard.example/x?Body=" + SECRET_WORDS.replace(' ', '+'),
            Map.of(), Map.of("x-signature", List.of("good"), "x-note", List.of(SECRET_WORDS)), call.body(),
            Instant.now()));

    var row = DB.value(String.class,
        "select w::text || encode(body, 'escape') from webhook_inbox w where tenant_id = ?",
        engine.tenantId);

    assertThat(row).contains("test").doesNotContain("xyzzy", "word", ANA.substring(1), "in-1");
    var kept = find(only().id());
    assertThat(new String(kept.body(), StandardCharsets.UTF_8)).contains(SECRET_WORDS);
    assertThat(kept.query()).containsEntry("Body", List.of(SECRET_WORDS));
    assertThat(kept.header("x-note")).contains(SECRET_WORDS);
    assertThat(kept.verified()).as("who reads it does not say so").isFalse();
  }

  @Test
  void aRowThatWasCopiedOrWhoseKeyIsGoneDoesNotOpen() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "x"));
    var id = only().id();
    var withoutKey = new WebhookLedger(engine.database, new SecretCipher("k2", Map.of("k2", new byte[32])));

    assertThatExceptionOfType(UnopenableException.class).isThrownBy(() -> withoutKey.find(engine.tenantId, id))
        .withMessageContaining("'test'");
    DB.run("update webhook_inbox set id = gen_random_uuid() where id = '" + id + "'");
    assertThatExceptionOfType(UnopenableException.class).isThrownBy(() -> find(only().id()));
  }

  @Test
  void whatWasKeptBeforeCallsWereSealedIsStillRead() {
    var id = oldRow("[{\"from\":\"" + ANA + "\",\"id\":\"in-old\",\"text\":\"Oi\"}]");

    assertThat(new String(find(id).body(), StandardCharsets.UTF_8)).contains("in-old");
    assertThat(find(id).url()).endsWith("?a=b");
    assertThat(find(id).header("x-signature")).contains("good");

    var replayed = replayed(id, false);

    assertThat(replayed.before()).isNull();
    assertThat(replayed.come()).isEqualTo(replayed.applied())
        .containsExactly(new WebhookItem("message", "in-old", "text"));
    assertThat(DB.count("webhook_inbox where id = ? and key_id = 'test' and query is null and headers is null", id))
        .as("sealed by now").isEqualTo(1);
    assertThat(replayed(id, false).tells()).isFalse();
  }

  private UUID oldRow(String body) {
    var id = UUID.randomUUID();
    DB.value(Integer.class, """
        insert into webhook_inbox (id, tenant_id, account_id, method, query, headers, body, outcome)
        values (?, ?, ?, 'POST', 'a=b', '{"x-signature": ["good"]}', convert_to(?, 'UTF8'), 'PARTLY_UNKNOWN')
        returning 1
        """, id, engine.tenantId, engine.account.id(), body);
    return id;
  }

  @Test
  void theListGoesPageByPageAndMissesNothing() {
    for (var i = 0; i < 25; i++) {
      receive(Map.of("from", ANA, "id", "in-" + i, "text", "x"));
    }
    // Some that came at the same moment.
    DB.run("update webhook_inbox set received_at = now() where tenant_id = '" + engine.tenantId + "'"
        + " and id in (select id from webhook_inbox order by id limit 9)");

    var newest = pages((cursor) -> ledger.newestFirst(Viewer.all(engine.tenantId), WebhookFilter.ALL, cursor, 4));
    var oldest = pages((cursor) -> ledger.oldestFirst(engine.tenantId, WebhookFilter.ALL, cursor, 4));

    assertThat(newest).hasSize(25).doesNotHaveDuplicates();
    assertThat(oldest).isEqualTo(newest.reversed());
  }

  private static List<UUID> pages(Function<@Nullable WebhookCursor, List<WebhookView>> list) {
    var ids = new ArrayList<UUID>();
    var page = list.apply(null);
    while (!page.isEmpty()) {
      page.forEach(webhook -> ids.add(webhook.id()));
      page = list.apply(page.getLast().cursor());
    }
    return ids;
  }

  @Test
  void theListIsFilteredByAccountOutcomeAndTime() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "x"));
    receive(Map.of("sticker", "s-1"), Map.of("from", ANA, "id", "in-2", "text", "x"));
    var middle = Instant.now();
    DB.run("update webhook_inbox set received_at = received_at - interval '1 hour' where outcome = 'APPLIED'");

    assertThat(list(new WebhookFilter("test", WebhookState.PARTLY_UNKNOWN, null, null))).singleElement()
        .satisfies(webhook -> {
          assertThat(webhook.messages()).isEqualTo(1);
          assertThat(webhook.unknown()).isEqualTo(1);
          assertThat(webhook.reason()).contains("neither message nor receipt");
          assertThat(webhook.bytes()).isPositive();
          assertThat(webhook.account()).isEqualTo("test");
        });
    assertThat(list(new WebhookFilter(null, null, null, middle.minusSeconds(1_800)))).hasSize(1);
    assertThat(list(new WebhookFilter(null, null, middle.minusSeconds(1_800), null))).hasSize(1);
    assertThat(list(new WebhookFilter("other", null, null, null))).isEmpty();
    assertThat(list(WebhookFilter.ALL)).hasSize(2);
  }

  private List<WebhookView> list(WebhookFilter filter) {
    return ledger.newestFirst(Viewer.all(engine.tenantId), filter, null, 10);
  }

  @Test
  void anotherTenantSeesAndReadsNothing() throws Exception {
    receive(Map.of("sticker", "s-1"));
    var id = only().id();
    try (var stranger = new TestEngine(DB)) {
      assertThat(ledger.newestFirst(Viewer.all(stranger.tenantId), WebhookFilter.ALL, null, 10)).isEmpty();
      assertThat(ledger.find(stranger.tenantId, id)).isEmpty();
      assertThat(replay.replay(Actor.node(stranger.tenantId), id, false)).isEmpty();
      assertThat(replay.replayAll(Actor.node(stranger.tenantId), WebhookFilter.ALL, null, 10, false)).isEmpty();
    }
    assertThat(only().replayedAt()).isNull();
  }

  @Test
  void aMendedParserAppliesExactlyWhatIsNewAndOnlyOnce() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "known"), Map.of("sticker", "s-1"), Map.of("sticker", "s-2"));
    var id = only().id();
    engine.provider.other = MENDED;

    var replayed = replayed(id, false);

    assertThat(replayed.before()).hasSize(3).contains(new WebhookItem("message", "in-1", "text"));
    assertThat(replayed.gone()).hasSize(2).allMatch(item -> item.kind().equals("unknown"));
    assertThat(replayed.come()).isEqualTo(replayed.applied())
        .containsExactly(new WebhookItem("message", "s-1", "text"), new WebhookItem("message", "s-2", "text"));
    assertThat(texts()).containsExactlyInAnyOrder("known", "[s-1]", "[s-2]");
    assertThat(only().outcome()).isEqualTo(WebhookState.APPLIED);
    assertThat(only().replayedAt()).isNotNull();
    assertThat(only().reason()).isNull();

    var again = replayed(id, false);

    assertThat(again.tells()).as("%s", again).isFalse();
    assertThat(texts()).hasSize(3);
    assertThat(DB.values(Integer.class, "select unread from chats where tenant_id = ?", engine.tenantId))
        .containsExactly(3);
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void aDryRunTellsTheSameAndChangesNothing() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "known"), Map.of("sticker", "s-1"));
    var id = only().id();
    engine.provider.other = MENDED;
    var before = everything();

    var dry = replayed(id, true);

    assertThat(everything()).isEqualTo(before);
    var wet = replayed(id, false);
    assertThat(dry).usingRecursiveComparison().ignoringFields("dryRun").isEqualTo(wet);
    assertThat(dry.dryRun()).isTrue();
    assertThat(dry.applied()).containsExactly(new WebhookItem("message", "s-1", "text"));
  }

  private String everything() {
    return String.valueOf(DB.values(String.class, """
        select t::text from (
          select w::text from webhook_inbox w
          union all select m::text from chat_messages m
          union all select c::text from chats c
          union all select a::text from audit_log a
          union all select e::text from events e) t(t)
        order by 1
        """));
  }

  @Test
  void whatAnotherWebhookBroughtMeanwhileIsNotCalledNew() {
    receive(Map.of("sticker", "s-1"));
    var id = only().id();
    engine.provider.other = MENDED;
    receive(Map.of("sticker", "s-1"));

    var replayed = replayed(id, false);

    assertThat(replayed.come()).containsExactly(new WebhookItem("message", "s-1", "text"));
    assertThat(replayed.applied()).isEmpty();
    assertThat(texts()).containsExactly("[s-1]");
  }

  @Test
  void receiptsThatWereNotUnderstoodAreAppliedToTheirMessages() {
    var message = engine.accept(ANA, "out");
    engine.drain();
    receive(Map.of("arrived", message + "/1"));
    var id = only().id();
    engine.provider.other = item -> new InboundEvent.Receipt(DeliveryReport.of(
        item.path("arrived").asText(), DeliveryReport.Status.DELIVERED, null));

    assertThat(replayed(id, true).applied()).containsExactly(new WebhookItem("receipt", message + "/1", "DELIVERED"));
    assertThat(replayed(id, false).applied()).containsExactly(new WebhookItem("receipt", message + "/1", "DELIVERED"));

    assertThat(engine.status(message)).isEqualTo("DELIVERED");
    assertThat(replayed(id, false).applied()).isEmpty();
  }

  @Test
  void aMessageWhoseContentNobodyUnderstoodSaysWhatItSaysAfterwards() {
    engine.provider.other = item -> message("s-1",
        new Content.Unknown("sticker", NullNode.getInstance()));
    receive(Map.of("sticker", "s-1"));
    var id = only().id();
    engine.provider.other = MENDED;

    assertThat(replayed(id, true).applied()).containsExactly(new WebhookItem("message", "s-1", "text"));
    assertThat(replayed(id, false).applied()).containsExactly(new WebhookItem("message", "s-1", "text"));

    assertThat(texts()).containsExactly("[s-1]");
    assertThat(DB.values(String.class, "select last_message_preview from chats where tenant_id = ?", engine.tenantId))
        .containsExactly("[s-1]");
    assertThat(DB.count("events where tenant_id = ? and kind = 'message_updated'", engine.tenantId)).isEqualTo(1);

    engine.provider.other = _ -> message("s-1", new Content.Text("something else"));
    assertThat(replayed(id, false).applied()).as("what people have read stays").isEmpty();
    assertThat(texts()).containsExactly("[s-1]");
  }

  private static InboundEvent message(String id, Content content) {
    return new InboundEvent.Message(id, List.of(new InboundEvent.Identity(IdentityKind.PHONE, ANA)), "Ana", content,
        (String) null, null, Map.of());
  }

  @Test
  void aSecretThatHasChangedSinceDoesNotMatterToWhatIsKeptAndDoesToWhatComes() {
    receive(Map.of("sticker", "s-1"));
    var id = only().id();
    engine.provider.signature = "rotated";
    engine.provider.other = MENDED;

    assertThat(replayed(id, false).applied()).hasSize(1);
    assertThat(engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(Map.of("sticker", "s-2")))))
        .isInstanceOf(WebhookOutcome.Refused.class);
  }

  @Test
  void nobodyOutsideCanSayThatACallIsVerified() {
    var call = TestProvider.webhook(List.of(Map.of("sticker", "s-1"))).alreadyVerified();

    assertThatIllegalArgumentException().isThrownBy(() -> engine.webhooks.receive(engine.account.id(), call));
  }

  @Test
  void whatIsReadLateDoesNotOpenTheWindowAnew() {
    engine.provider.able = able -> able.window(Duration.ofHours(24));
    receive(Map.of("sticker", "s-1"));
    var id = only().id();
    DB.run("update webhook_inbox set received_at = now() - interval '3 days' where id = '" + id + "'");
    engine.provider.other = MENDED;

    replayed(id, false);

    assertThat(DB.count("chats where tenant_id = ? and window_expires_at < now() - interval '1 day'", engine.tenantId))
        .isEqualTo(1);
    assertThat(DB.count("chat_messages where tenant_id = ? and metadata ->> 'receivedAt' is not null", engine.tenantId))
        .isEqualTo(1);
  }

  @Test
  void manyAreReadAgainOldestFirstPageByPage() {
    for (var i = 0; i < 7; i++) {
      receive(Map.of("sticker", "s-" + i));
    }
    receive(Map.of("from", ANA, "id", "in-1", "text", "understood"));
    engine.provider.other = MENDED;
    var filter = new WebhookFilter("test", WebhookState.PARTLY_UNKNOWN, Instant.now().minusSeconds(600), null);

    var first = replay.replayAll(actor, filter, null, 4, false);
    var rest = replay.replayAll(actor, filter, first.getLast().webhook().cursor(), 4, false);

    assertThat(first).hasSize(4).allMatch(Replayed::tells);
    assertThat(rest).hasSize(3);
    assertThat(first.getFirst().applied()).containsExactly(new WebhookItem("message", "s-0", "text"));
    assertThat(texts()).hasSize(8);
    assertThat(replay.replayAll(actor, filter, null, 10, false)).as("nothing is left").isEmpty();
  }

  @Test
  void aWebhookThatCannotBeReadStopsNoOther() {
    receive(Map.of("sticker", "s-1"));
    DB.run("update webhook_inbox set key_id = 'lost'");
    receive(Map.of("sticker", "s-2"));
    engine.provider.other = item -> {
      if (item.path("sticker").asText().equals("s-2")) {
        throw new IllegalStateException("a bug");
      }
      return MENDED.apply(item);
    };
    receive(Map.of("from", ANA, "id", "in-1", "text", "x"));

    var replayed = replay.replayAll(actor, WebhookFilter.ALL, null, 10, false);

    assertThat(replayed).extracting(Replayed::problem).satisfiesExactly(
        key -> assertThat(key).contains("'lost'"), bug -> assertThat(bug).isEqualTo("the provider failed"),
        fine -> assertThat(fine).isNull());
  }

  @Test
  void whatWasFetchedIsReadAgainAsItIsFetched() {
    fetch("s-1", new InboundEvent.Unknown("mail", "a new kind"));
    var id = only().id();
    engine.provider.reread = (raw, receivedAt) -> Optional.of(new Listening.Item(
        List.of(message(new String(raw, StandardCharsets.UTF_8),
            new Content.Document(MediaFile.at("2", "text/csv", "a.csv"), null))),
        Map.of("2", "1;2".getBytes(StandardCharsets.UTF_8))));

    assertThat(replayed(id, true).applied()).containsExactly(new WebhookItem("message", "s-1", "document"));
    assertThat(replayed(id, false).applied()).containsExactly(new WebhookItem("message", "s-1", "document"));

    assertThat(DB.values(String.class, "select state || ' ' || size from attachments where tenant_id = ?",
        engine.tenantId)).containsExactly("KEPT 3");
    assertThat(only().method()).isEqualTo("LISTEN");
    assertThat(only().outcome()).isEqualTo(WebhookState.APPLIED);
    assertThat(replayed(id, false).tells()).isFalse();
  }

  @Test
  void whatWasFetchedAndCannotBeReadAgainIsSaidToBeSo() {
    fetch("s-1", new InboundEvent.Unknown("mail", "a new kind"));

    assertThat(replayed(only().id(), false).problem())
        .isEqualTo("it was fetched, and is not kept in a form that can be read again");
    assertThat(only().replayedAt()).isNull();
  }

  @Test
  void whatCannotBeStoredIsSaidAndStopsNoOther() {
    receive(Map.of("sticker", "s-1"));
    receive(Map.of("sticker", "s-2"));
    engine.provider.other = MENDED;
    DB.run("""
        create or replace function trouble() returns trigger language plpgsql as $$
        begin
          if new.provider_message_id = 's-1' then
            raise exception using errcode = '22P02';
          end if;
          return null;
        end
        $$""", "create trigger trouble after insert on chat_messages for each row execute function trouble()");

    var replayed = replay.replayAll(actor, new WebhookFilter("test", null, null, null), null, 10, false);

    assertThat(replayed).extracting(Replayed::problem).satisfiesExactly(
        bad -> assertThat(bad).isEqualTo("what is in it cannot be stored: SQLSTATE 22P02"),
        fine -> assertThat(fine).isNull());
    assertThat(texts()).containsExactly("[s-2]");
  }

  @Test
  void whatIsReadAgainBeginsNoChatWhereItIsThereAlready() {
    receive(Map.of("from", ANA, "id", "in-1", "text", "known"), Map.of("sticker", "s-1"));
    engine.close(DB.value(UUID.class, "select id from chats where tenant_id = ?", engine.tenantId));

    replayed(only().id(), false);

    assertThat(DB.values(String.class, "select status from chats where tenant_id = ?", engine.tenantId))
        .containsExactly("CLOSED");
    assertThat(only().messages()).isEqualTo(1);
  }

  private void fetch(String raw, InboundEvent... events) {
    new FetchedItems(engine.database, engine.webhooks, TestEngine.ATTACHMENTS).store(engine.account,
        new FetchedItems.Item("1", raw.getBytes(StandardCharsets.UTF_8), List.of(events), Map.of()), _ -> {});
  }

  @Test
  void whoReadsAgainIsWrittenDown() {
    receive(Map.of("sticker", "s-1"));
    var id = only().id();
    engine.provider.other = MENDED;

    replayed(id, true);
    replayed(id, false);

    assertThat(DB.values(String.class, "select details::text from audit_log where subject_id = ?", id)).singleElement()
        .asString().contains("\"applied\": 1", "\"account\": \"test\"");
  }

  @Test
  void aNoticeIsKeptOnceAndTold() {
    receive(Map.of("notice", "quality", "text", "GREEN"));
    receive(Map.of("notice", "quality", "text", "GREEN"), Map.of("notice", "quality", "text", "YELLOW"));
    receive(Map.of("notice", "limit", "text", "1000"));
    receive(Map.of("notice", "quality", "text", "GREEN"));

    assertThat(DB.values(String.class,
        "select what || ' ' || words from account_notices where tenant_id = ? order by received_at", engine.tenantId))
        .containsExactly("quality GREEN", "quality YELLOW", "limit 1000", "quality GREEN");
    assertThat(DB.values(String.class, """
        select payload ->> 'account' || ' ' || (payload ->> 'what') || ' ' || (payload ->> 'text')
        from events
        where tenant_id = ? and kind = 'account_notice'
        order by seq limit 1""", engine.tenantId)).containsExactly("test quality GREEN");
    for (var webhook : ledger.oldestFirst(engine.tenantId, WebhookFilter.ALL, null, 10)) {
      assertThat(webhook.outcome()).isEqualTo(WebhookState.APPLIED);
      assertThat(replayed(webhook.id(), false).applied()).isEmpty();
    }
    assertThat(DB.count("account_notices where tenant_id = ?", engine.tenantId)).as("after all were read again")
        .isEqualTo(4);
  }

  @Test
  void theSameNoticeManyTimesAtOnceIsOne() throws Exception {
    Race.atOnce(40, i -> engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(Map.of("notice", "quality", "text", "RED")))));

    assertThat(DB.count("account_notices where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void refusedWebhooksAreCountedAndNotKept() {
    var unsigned = new WebhookRequest("POST", "https://switchboard.example/", Map.of(), Map.of(), new byte[0],
        Instant.now());
    for (var i = 0; i < 20; i++) {
      engine.webhooks.receive(engine.account.id(), unsigned);
    }

    await().untilAsserted(() -> assertThat(DB.values(String.class,
        "select refused || ' ' || why from webhook_refusals where account_id = ?", engine.account.id()))
        .containsExactly("20 unsigned"));
    assertThat(list(WebhookFilter.ALL)).isEmpty();
  }

  private Replayed replayed(UUID id, boolean dryRun) {
    return replay.replay(actor, id, dryRun).orElseThrow();
  }

  private WebhookRequest find(UUID id) {
    return ledger.find(engine.tenantId, id).orElseThrow().request();
  }

  private WebhookView only() {
    var all = list(WebhookFilter.ALL);
    assertThat(all).isNotEmpty();
    return all.getLast();
  }

  private List<String> texts() {
    return DB.values(String.class,
        "select content ->> 'text' from chat_messages where tenant_id = ? and direction = 'INBOUND'", engine.tenantId);
  }

  @SafeVarargs
  private void receive(Map<String, String>... items) {
    assertThat(engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(items))))
        .isInstanceOf(WebhookOutcome.Stored.class);
  }
}
