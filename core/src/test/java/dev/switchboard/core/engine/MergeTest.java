package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.contact.Contacts;
import dev.switchboard.core.contact.MergeResult;
import dev.switchboard.core.contact.MergeResult.Merged;
import dev.switchboard.core.tenant.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Contacts that an agent finds to be one, and to be two after all.
class MergeTest {

  private static final String ANA = "+5511999990001";
  private static final String BIA = "+5511999990002";
  private static final String CARLA = "+5511999990003";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;
  Contacts contacts;
  int messages;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    contacts = new Contacts(engine.database, engine.doorbell);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate webhook_inbox, receipts_waiting, outbox");
  }

  @Test
  void undoingAMergeGivesBackTheWholeState() {
    write(ANA);
    write(BIA);
    write(BIA);
    closeChatOf(BIA);
    write(BIA);
    engine.accept(BIA, "Sua encomenda chegou.");
    var before = state();

    var merged = merge(BIA, ANA);
    assertThat(state()).isNotEqualTo(before);
    assertThat(contacts.undo(engine.tenantId, merged.id(), null)).hasValue(true);

    assertThat(state()).isEqualTo(before);
    assertThat(contacts.undo(engine.tenantId, merged.id(), null)).hasValue(false);
  }

  @Test
  void undoingAMergeGivesBackAChatThatHadNoTwin() {
    write(BIA);
    engine.accept(ANA, "Olá");
    closeChatOf(ANA);
    var before = state();

    var merged = merge(BIA, ANA);
    assertThat(DB.count("chats where contact_id = ? and status = 'ACTIVE'", merged.contactId())).isEqualTo(1);
    contacts.undo(engine.tenantId, merged.id(), null);

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void twoOpenChatsGoOnInOne() {
    write(ANA);
    write(BIA);
    write(BIA);

    merge(BIA, ANA);
    write(BIA);

    assertThat(DB.count("chats where tenant_id = ? and status = 'ACTIVE' and unread = 4 and address = ?",
        engine.tenantId, BIA)).isEqualTo(1);
    assertThat(DB.count("""
        chats lost
        join chats kept on kept.id = lost.continued_in and kept.status = 'ACTIVE'
        where lost.tenant_id = ?
          and lost.status = 'CLOSED'
          and lost.unread = 0
          and lost.contact_id = kept.contact_id""", engine.tenantId)).isEqualTo(1);
  }

  @Test
  void whatWaitsToBeSentIsSentAfterAMerge() {
    engine.accept(ANA, "one");
    engine.accept(BIA, "two");

    merge(BIA, ANA);
    engine.drain();

    assertThat(engine.provider.sent).extracting(sent -> sent.to()).containsExactlyInAnyOrder(ANA, BIA);
  }

  @Test
  void aChainOfMergesIsUndoneInAnyOrder() {
    write(ANA);
    write(BIA);
    write(CARLA);
    var before = state();
    var first = merge(ANA, BIA);
    var between = state();
    var second = merge(BIA, CARLA);
    assertThat(contactOf(ANA)).isEqualTo(contactOf(CARLA));

    contacts.undo(engine.tenantId, first.id(), null);
    assertThat(contactOf(ANA)).isNotEqualTo(contactOf(CARLA));
    assertThat(contactOf(BIA)).isEqualTo(contactOf(CARLA));
    contacts.undo(engine.tenantId, second.id(), null);
    assertThat(contactOf(BIA)).isNotEqualTo(contactOf(CARLA));
    assertThat(owners()).isEqualTo(owners(before));

    first = merge(ANA, BIA);
    second = merge(BIA, CARLA);
    contacts.undo(engine.tenantId, second.id(), null);
    assertThat(owners()).isEqualTo(owners(between));
    contacts.undo(engine.tenantId, first.id(), null);
    assertThat(owners()).isEqualTo(owners(before));
  }

  @Test
  void mergingIntoSomebodyWhoWasMergedIsMergingIntoTheirHeir() {
    write(ANA);
    write(BIA);
    write(CARLA);
    var bia = contactOf(BIA);
    var ana = contactOf(ANA);
    merge(BIA, CARLA);

    var merged = (Merged) contacts.merge(engine.tenantId, ana, bia, null);

    assertThat(merged.contactId()).isEqualTo(contactOf(CARLA));
    assertThat(contacts.merge(engine.tenantId, bia, ana, null))
        .isEqualTo(new MergeResult.AlreadyMerged(contactOf(CARLA)));
    assertThat(contacts.merge(engine.tenantId, contactOf(CARLA), bia, null)).isEqualTo(new MergeResult.Same());
  }

  @Test
  void aChatThatWasOpenedSinceGoesToWhoseAddressItHas() {
    write(ANA);
    write(BIA);
    var bia = contactOf(BIA);
    var merged = merge(BIA, ANA);
    closeChatOf(ANA);
    write(BIA);

    contacts.undo(engine.tenantId, merged.id(), null);

    assertThat(DB.count("chats where contact_id = ? and status = 'ACTIVE'", bia)).isEqualTo(1);
    write(BIA);
    assertThat(DB.values(Integer.class, "select unread from chats where contact_id = ? and status = 'ACTIVE'", bia))
        .containsExactly(2);
  }

  @Test
  void mergesInAllDirectionsAtOnceLoseNoAddress() throws Exception {
    var numbers = List.of("+5511999990010", "+5511999990011", "+5511999990012", "+5511999990013", "+5511999990014");
    numbers.forEach(this::write);
    var ids = numbers.stream().map(this::contactOf).toList();

    var results = Race.atOnce(20, i -> {
      if (i % 4 == 3) {
        engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List
            .of(Map.of("from", numbers.get(i % 5), "id", "race-" + i, "text", "x"))));
        return new MergeResult.Same();
      }
      return contacts.merge(engine.tenantId, ids.get(i % 5), ids.get((i + 1 + i / 5) % 5), null);
    });

    assertThat(results).hasSize(20);
    assertThat(DB.count("contact_identities where tenant_id = ?", engine.tenantId)).isEqualTo(5);
    assertThat(DB.count("""
        contact_identities i
        join contacts c on c.id = i.contact_id
        where i.tenant_id = ?
          and c.merged_into is not null""", engine.tenantId)).isZero();
    assertThat(DB.count("chat_messages where tenant_id = ?", engine.tenantId)).isEqualTo(10);
    assertThat(DB.count("""
        chats c
        join contacts p on p.id = c.contact_id
        where c.tenant_id = ?
          and p.merged_into is not null""", engine.tenantId)).isZero();
  }

  @Test
  void aContactOfAnotherTenantIsNotThere() throws Exception {
    write(ANA);
    try (var others = new TestEngine(DB)) {
      others.accept(BIA, "x");
      var theirs = DB.value(UUID.class, "select id from contacts where tenant_id = ?", others.tenantId);

      assertThat(contacts.merge(engine.tenantId, contactOf(ANA), theirs, null))
          .isEqualTo(new MergeResult.Unknown(theirs));
      assertThat(contacts.find(engine.tenantId, theirs)).isEmpty();
    }
  }

  @Test
  void aContactIsShownWithItsAddressesAndMerges() {
    write(ANA);
    write(BIA);
    var bia = contactOf(BIA);
    var merged = merge(BIA, ANA);

    var ana = contacts.find(engine.tenantId, contactOf(ANA)).orElseThrow();
    assertThat(ana.identities()).extracting(identity -> identity.address()).containsExactly(ANA, BIA);
    assertThat(ana.merges()).extracting(merge -> merge.id()).containsExactly(merged.id());
    assertThat(contacts.find(engine.tenantId, bia).orElseThrow().mergedInto()).isEqualTo(ana.id());
    assertThat(new Chats(engine.database).list(Viewer.all(engine.tenantId), ChatFilter.ofContact(ana.id()), null, 10))
        .hasSize(2);
  }

  private Merged merge(String loser, String winner) {
    return (Merged) contacts.merge(engine.tenantId, contactOf(loser), contactOf(winner), null);
  }

  private void write(String from) {
    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(Map.of("from", from, "id", "in-" + ++messages, "text", "Olá"))));
  }

  private void closeChatOf(String address) {
    var chat = DB.value(UUID.class, """
        select c.id
        from chats c
        join contact_identities i using (contact_id)
        where c.tenant_id = ?
          and i.value = ?
          and c.status = 'ACTIVE'
        """, engine.tenantId, address);
    engine.close(chat);
  }

  private UUID contactOf(String address) {
    return DB.value(UUID.class, "select contact_id from contact_identities where tenant_id = ? and value = ?",
        engine.tenantId, address);
  }

  // All there is of people, but for what only tells of it.
  private List<String> state() {
    var state = new ArrayList<String>();
    for (var table : List.of("contacts", "contact_identities", "chats", "chat_messages", "outbox",
        "retired_identities")) {
      state.addAll(DB.values(String.class, "select '" + table + " ' || to_jsonb(t)::text from " + table
          + " t where tenant_id = ? order by 1", engine.tenantId));
    }
    return state;
  }

  private List<String> owners() {
    return owners(state());
  }

  private static List<String> owners(List<String> state) {
    return state.stream().filter(row -> row.startsWith("contact")).toList();
  }
}
