package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.POJONode;
import dev.switchboard.core.Outage;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.listening.Lease;
import dev.switchboard.core.listening.Leases;
import dev.switchboard.core.listening.ListenedInbox;
import dev.switchboard.core.listening.LostLeaseException;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.webhook.FetchedItems;
import dev.switchboard.core.webhook.WebhookFilter;
import dev.switchboard.core.webhook.WebhookLedger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a listener puts, and whether it may.
class ListenedInboxTest {

  private static final Duration LEASE = Duration.ofSeconds(30);

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final List<String> told = new ArrayList<>();
  TestEngine engine;
  Leases leases;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    leases = new Leases(engine.database);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("drop trigger if exists trouble on chat_messages", "truncate webhook_inbox, listening_positions");
  }

  @Test
  void ofManyWhoWantALeaseOneGetsIt() throws Exception {
    var taken = Race.atOnce(10, i -> leases.take(List.of(engine.account.id()), "node " + i, LEASE));

    assertThat(taken.stream().mapToInt(List::size).sum()).isEqualTo(1);
  }

  @Test
  void aLeaseThatHasRunOutIsTakenAndItsHolderIsTold() {
    var first = lease();
    assertThat(leases.take(List.of(engine.account.id()), "b", LEASE)).as("while it lasts").isEmpty();
    assertThat(leases.renew(List.of(first), LEASE).renewed()).containsExactly(engine.account.id());

    runOut();
    var second = lease();

    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(leases.renew(List.of(first), LEASE).lost()).containsExactly(engine.account.id());
    leases.giveBack(first);
    assertThat(leases.take(List.of(engine.account.id()), "c", LEASE)).as("given back by the wrong one").isEmpty();
    leases.giveBack(second);
    assertThat(leases.take(List.of(engine.account.id()), "c", LEASE)).hasSize(1);
  }

  @Test
  void anItemIsStoredAsAWebhookIsAndThePositionWithIt() {
    var inbox = inbox(lease());
    inbox.begin();
    assertThat(inbox.position()).isEmpty();

    inbox.put("1", bytes("raw one"), List.of(message("in-1", "Olá"), new InboundEvent.Unknown("thing", "new")),
        Map.of());

    assertThat(inbox.position()).contains("1");
    assertThat(position()).isEqualTo("1");
    assertThat(told).containsExactly("stored");
    assertThat(kept()).containsExactly("LISTEN ?1 raw one PARTLY_UNKNOWN 1 1 thing: new");
    assertThat(received()).isEqualTo(1);
    assertThat(DB.count("events where tenant_id = ? and kind = 'message_received'", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void whatIsThereAlreadyChangesNothingButThePosition() {
    var inbox = inbox(lease());
    inbox.put("1", bytes("raw"), List.of(message("in-1", "Olá")), Map.of());
    var chat = Objects.requireNonNull(
        DB.value(UUID.class, "select id from chats where tenant_id = ?", engine.tenantId));
    engine.close(chat);

    inbox.put("2:1", bytes("raw"), List.of(message("in-1", "Olá")), Map.of());

    assertThat(position()).isEqualTo("2:1");
    assertThat(received()).isEqualTo(1);
    assertThat(DB.values(String.class, "select status from chats where tenant_id = ?", engine.tenantId))
        .containsExactly("CLOSED");
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void whoHasLostItsLeaseStoresNothing() {
    var frozen = inbox(lease());
    frozen.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of());
    runOut();
    var leader = inbox(lease());
    leader.begin();
    leader.put("2", bytes("two"), List.of(message("in-2", "Olá")), Map.of());
    told.clear();

    assertThatThrownBy(() -> frozen.put("3", bytes("three"), List.of(message("in-3", "Olá")), Map.of()))
        .isInstanceOf(LostLeaseException.class);
    assertThatThrownBy(frozen::begin).isInstanceOf(LostLeaseException.class);

    assertThat(told).containsExactly("lost", "lost");
    assertThat(position()).isEqualTo("2");
    assertThat(received()).isEqualTo(2);
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).isEqualTo(2);
  }

  @Test
  void whoseLeaseHasRunOutMayStoreUntilAnotherTakesIt() {
    var inbox = inbox(lease());
    runOut();

    inbox.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of());

    assertThat(leases.take(List.of(engine.account.id()), "b", LEASE)).as("prolonged by the item").isEmpty();
  }

  @Test
  void aNodeThatDiesBetweenThePositionAndTheItemHasStoredNeither() {
    var dying = inbox(lease());
    whenAMessageIsStored("perform pg_terminate_backend(pg_backend_pid())");

    assertThatThrownBy(() -> dying.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of()))
        .isInstanceOf(DatabaseUnavailableException.class);

    whenAMessageIsStored("null");
    assertThat(told).containsExactly("away");
    assertThat(position()).isNull();
    assertThat(received()).isZero();
    runOut();
    var next = inbox(lease());
    next.begin();
    assertThat(next.position()).isEmpty();
    next.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of());
    assertThat(position()).isEqualTo("1");
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void filesAreKeptWithTheMessageInItsTransactionAndOnlyOnce() {
    var inbox = inbox(lease());

    inbox.put("1", bytes("one"), List.of(withFile("in-1")), Map.of("2", bytes(" file")));
    inbox.put("2", bytes("one"), List.of(withFile("in-1")), Map.of("2", bytes(" file")));

    assertThat(DB.values(String.class, "select state || ' ' || size from attachments where tenant_id = ?",
        engine.tenantId)).containsExactly("KEPT 5");
  }

  @Test
  void anItemThatCanNeverBeStoredIsKeptAsItCameAtTheThirdTimeAndPassedOver() {
    var inbox = inbox(lease());
    var poison = message("in-1", new Content.Choice("button", "x", "x", null, new POJONode(new Object())));
    for (var i = 0; i < 2; i++) {
      assertThatThrownBy(() -> inbox.put("1", bytes("poison"), List.of(poison), Map.of()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(position()).isNull();
      inbox.begin();
    }

    inbox.put("1", bytes("poison"), List.of(poison), Map.of());
    inbox.put("2", bytes("two"), List.of(message("in-2", "Olá")), Map.of());

    assertThat(position()).isEqualTo("2");
    assertThat(kept()).satisfiesExactly(
        poisoned -> assertThat(poisoned).startsWith("LISTEN ?1 poison PARTLY_UNKNOWN"),
        two -> assertThat(two).startsWith("LISTEN ?2 two APPLIED"));
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void anItemThatTheDatabaseRefusesForItsDataIsNotTriedForEver() {
    var inbox = inbox(lease());
    whenAMessageIsStored("raise exception using errcode = '22P02'");
    for (var i = 0; i < 2; i++) {
      assertThatThrownBy(() -> inbox.put("1", bytes("poison"), List.of(message("in-1", "Olá")), Map.of()));
    }

    inbox.put("1", bytes("poison"), List.of(message("in-1", "Olá")), Map.of());

    assertThat(DB.value(String.class, "select reason from webhook_inbox where tenant_id = ?", engine.tenantId))
        .contains("22P02");
  }

  @Test
  void aDatabaseThatRefusesEverythingMakesNoItemUnknown() {
    var inbox = inbox(lease());
    whenAMessageIsStored("raise exception using errcode = '42501'");
    for (var i = 0; i < 5; i++) {
      assertThatThrownBy(() -> inbox.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of()));
    }

    assertThat(position()).isNull();
    assertThat(DB.count("webhook_inbox where tenant_id = ?", engine.tenantId)).isZero();
  }

  @Test
  void thatTheDatabaseIsAwayIsNoItemsFault() {
    var inbox = inbox(lease(), new Database(DB.newPool(Duration.ofSeconds(1))));
    try (var _ = Outage.of(DB)) {
      for (var i = 0; i < 3; i++) {
        assertThatThrownBy(() -> inbox.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of()))
            .isInstanceOf(DatabaseUnavailableException.class);
      }
    }

    // A pool takes its time to try again.
    await().ignoreException(DatabaseUnavailableException.class).atMost(Duration.ofMinutes(1))
        .until(() -> {
          inbox.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of());
          return true;
        });

    assertThat(told).startsWith("away", "away", "away").endsWith("stored").containsOnlyOnce("stored");
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void anInterruptWaitsUntilTheItemIsStored() throws Exception {
    var inbox = inbox(lease());
    var putting = Thread.ofVirtual().unstarted(() -> {
      Thread.currentThread().interrupt();
      inbox.put("1", bytes("one"), List.of(message("in-1", "Olá")), Map.of());
      told.add("interrupted " + Thread.currentThread().isInterrupted());
    });
    putting.start();
    putting.join();

    assertThat(told).containsExactly("stored", "interrupted true");
    assertThat(received()).isEqualTo(1);
  }

  private Lease lease() {
    return leases.take(List.of(engine.account.id()), "a", LEASE).getFirst();
  }

  private void runOut() {
    DB.run("update listening_positions set lease_until = now() - interval '1 second'");
  }

  private ListenedInbox inbox(Lease lease) {
    return inbox(lease, engine.database);
  }

  private ListenedInbox inbox(Lease lease, Database database) {
    var items = new FetchedItems(database, engine.webhooks, TestEngine.ATTACHMENTS);
    return new ListenedInbox(engine.account, lease, new ListenedInbox.Means(leases, items, LEASE), new Told());
  }

  private static void whenAMessageIsStored(String what) {
    DB.run("drop trigger if exists trouble on chat_messages", """
        create or replace function trouble() returns trigger language plpgsql as $$
        begin
          %s;
          return null;
        end
        $$""".formatted(what),
        "create trigger trouble after insert on chat_messages for each row execute function trouble()");
  }

  private final class Told implements ListenedInbox.Watcher {

    @Override
    public void reached() {
      told.add("reached");
    }

    @Override
    public void stored(long begunNanos) {
      told.add("stored");
    }

    @Override
    public void databaseAway() {
      told.add("away");
    }

    @Override
    public void lost() {
      told.add("lost");
    }
  }

  private static InboundEvent message(String id, String text) {
    return message(id, new Content.Text(text));
  }

  private static InboundEvent message(String id, Content content) {
    return new InboundEvent.Message(id, List.of(new InboundEvent.Identity(IdentityKind.PHONE, "+5511999990001")), "Ana",
        content, InboundEvent.Thread.NONE, null, Map.of());
  }

  private static InboundEvent withFile(String id) {
    return message(id, new Content.Document(MediaFile.at("2", "text/csv", "a.csv"), null));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String position() {
    return DB.value(String.class, "select position from listening_positions where account_id = ?",
        engine.account.id());
  }

  // In the order in which they came: method, body, outcome, and what was counted.
  private List<String> kept() {
    var ledger = new WebhookLedger(engine.database, TestEngine.CIPHER);
    return ledger.oldestFirst(engine.tenantId, WebhookFilter.ALL, null, 10).stream()
        .map(webhook -> ledger.find(engine.tenantId, webhook.id()).orElseThrow())
        .map(kept -> "%s %s %s %s %d %d %s".formatted(kept.view().method(), kept.request().url(),
            new String(kept.request().body(), StandardCharsets.UTF_8), kept.view().outcome(), kept.view().messages(),
            kept.view().unknown(), kept.view().reason()))
        .toList();
  }

  private long received() {
    return DB.count("chat_messages where tenant_id = ? and direction = 'INBOUND'", engine.tenantId);
  }
}
