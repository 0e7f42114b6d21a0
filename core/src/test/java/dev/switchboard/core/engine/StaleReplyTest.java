package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.chat.Notes;
import dev.switchboard.core.consent.Suppressions;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Overtaken;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.MessageView;
import dev.switchboard.core.message.Seen;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who answers without knowing what somebody else has written since is told, and nothing is sent.
class StaleReplyTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final String ANA = "+5511999990001";

  private TestEngine engine;
  private MessageReader reader;
  private UUID agent;
  private UUID colleague;
  private UUID chat;

  @BeforeEach
  void aCustomerHasWritten() {
    engine = new TestEngine(DB);
    reader = new MessageReader(engine.database);
    agent = engine.newAgent("Bia");
    colleague = engine.newAgent("Caio");
    customerWrites("Oi");
    chat = DB.value(UUID.class, "select id from chats where tenant_id = ?", engine.tenantId);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private void customerWrites(String text) {
    engine.customerWrites(ANA, text);
  }

  private Seen everything() {
    return new Seen(reader.thread(Viewer.all(engine.tenantId), chat, null, 1).getFirst().id());
  }

  private AcceptResult reply(@Nullable UUID from, String text, @Nullable String key, @Nullable Seen seen) {
    return engine.messages.accept(request(from, text, key, seen));
  }

  private MessageRequest request(@Nullable UUID from, String text, @Nullable String key, @Nullable Seen seen) {
    return new MessageRequest(engine.tenantId, "test", ANA, new Content.Text(text), Lane.INTERACTIVE,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, key, from, chat).after(seen);
  }

  private AcceptResult reply(@Nullable UUID from, String text, Seen seen) {
    return reply(from, text, null, seen);
  }

  private List<String> missed(Seen seen) {
    return reader.missed(Viewer.all(engine.tenantId), chat, seen, agent, 20).stream().map(MessageView::content)
        .map(content -> content.get("text").asText()).toList();
  }

  @Test
  void whoHasSeenEverythingAnswers() {
    var seen = everything();

    assertThat(reply(agent, "Bom dia", seen)).isInstanceOf(Accepted.class);
    // What they have written themselves they know.
    assertThat(reply(agent, "Em que posso ajudar?", seen)).isInstanceOf(Accepted.class);
  }

  @Test
  void whatTheCustomerWroteMeanwhileStopsTheAnswer() {
    var seen = everything();
    customerWrites("Never mind");

    assertThat(reply(agent, "Bom dia", "k-1", seen)).isEqualTo(new Overtaken(chat));
    assertThat(missed(seen)).containsExactly("Never mind");
    assertThat(DB.count("chat_messages where chat_id = ? and direction = 'OUTBOUND'", chat)).isZero();
    assertThat(DB.count("outbox where chat_id = ?", chat)).isZero();

    // Nothing is left behind: who has looked may say the same again.
    assertThat(reply(agent, "Bom dia", "k-1", everything())).isInstanceOf(Accepted.class);
  }

  @Test
  void soDoesWhatAColleagueOrAServiceWrote() {
    var seen = everything();
    reply(colleague, "I am on it", null, null);

    assertThat(reply(agent, "Bom dia", seen)).isEqualTo(new Overtaken(chat));

    seen = everything();
    engine.accept(ANA, "Your parcel is on its way");

    assertThat(reply(agent, "Bom dia", seen)).isEqualTo(new Overtaken(chat));
    assertThat(missed(seen)).containsExactly("Your parcel is on its way");
  }

  @Test
  void whoHasSeenNothingMissesTheFirstMessage() {
    assertThat(reply(agent, "Bom dia", new Seen(null))).isEqualTo(new Overtaken(chat));
    assertThat(reply(agent, "Bom dia", null, null)).isInstanceOf(Accepted.class);
  }

  @Test
  void anAnswerThatWasAcceptedIsAcceptedHoweverOftenItIsRepeated() {
    var seen = everything();
    var first = reply(agent, "Bom dia", "k-1", seen);
    customerWrites("Thank you");

    assertThat(reply(agent, "Bom dia", "k-1", seen)).isInstanceOfSatisfying(Accepted.class, again -> {
      assertThat(again.repeated()).isTrue();
      assertThat(again.id()).isEqualTo(((Accepted) first).id());
    });
  }

  @Test
  void ofManyWhoAnswerAtOnceOneDoes() throws Exception {
    var agents = List.of(agent, colleague, engine.newAgent("Davi"), engine.newAgent("Eva"));
    var seen = everything();
    var answers = new ConcurrentLinkedQueue<AcceptResult>();

    Race.atOnce(agents.size(), i -> answers.add(reply(agents.get(i), "Me!", seen)));

    assertThat(answers).hasSize(agents.size()).filteredOn(Accepted.class::isInstance).hasSize(1);
    assertThat(DB.count("chat_messages where chat_id = ? and direction = 'OUTBOUND'", chat)).isOne();
  }

  @Test
  void ofTwoThatAreStoredTogetherOneDoesNotKnowTheOther() {
    var seen = everything();

    var answers = engine.messages.acceptAll(List.of(request(agent, "Me!", null, seen),
        request(colleague, "No, me!", null, seen), request(agent, "Me again", null, seen)));

    assertThat(answers.get(0)).isInstanceOf(Accepted.class);
    assertThat(answers.get(1)).isEqualTo(new Overtaken(chat));
    assertThat(answers.get(2)).isInstanceOf(Accepted.class);
  }

  @Test
  void whoDoesNotWantToBeWrittenToIsNotWrittenToWhateverWasSeen() {
    new Suppressions(engine.database, engine.doorbell).put(engine.tenantId,
        Address.parse(IdentityKind.PHONE, ANA).orElseThrow(), null, "asked", agent);

    var answers = engine.messages.acceptAll(List.of(request(agent, "Oi", null, everything()),
        request(colleague, "Oi", null, everything())));

    assertThat(answers).allSatisfy(answer -> assertThat(answer).isInstanceOfSatisfying(Refused.class,
        refused -> assertThat(refused.code()).isEqualTo(Refusal.OPTED_OUT)));
  }

  @Test
  void aClosedChatStaysClosedWhereTheAnswerIsStale() {
    var seen = everything();
    reply(colleague, "Bye", null, null);
    engine.close(chat);

    assertThat(reply(agent, "Bom dia", seen)).isEqualTo(new Overtaken(chat));
    assertThat(DB.value(String.class, "select status from chats where id = ?", chat)).isEqualTo("CLOSED");
    assertThat(DB.count("chats where tenant_id = ?", engine.tenantId)).isOne();
  }

  @Test
  void aNoteOfAColleagueIsToBeReadFirst() {
    var seen = everything();
    new Notes(engine.database, engine.doorbell)
        .add(new Actor(engine.tenantId, colleague, null), chat, "Do not promise anything", null);

    assertThat(reply(agent, "I promise", seen)).isEqualTo(new Overtaken(chat));
    assertThat(missed(seen)).containsExactly("Do not promise anything");
  }
}
