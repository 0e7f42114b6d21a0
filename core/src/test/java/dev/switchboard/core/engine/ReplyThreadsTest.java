package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a reply is told of the thread that it belongs to.
class ReplyThreadsTest {

  private static final String ANA = "+5511999990001";

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    // The addresses stay phones: what counts is how the service threads.
    engine.provider.channel = Channel.WHATSAPP;
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    DB.run("truncate outbox");
  }

  @Test
  void aReplyByMailNamesAllThatCameBeforeOldestFirst() {
    var ids = conversation(10);

    var reply = sendAs(Channel.EMAIL, ids.getLast());

    assertThat(Objects.requireNonNull(reply.replyTo()).providerMessageId()).isEqualTo(serviceIds(ids).getLast());
    assertThat(reply.replyTo().references()).isEqualTo(serviceIds(ids).subList(0, ids.size() - 1));
  }

  @Test
  void ofALongThreadItNamesTheLastTwenty() {
    var ids = conversation(30);

    var reply = sendAs(Channel.EMAIL, ids.getLast());

    assertThat(Objects.requireNonNull(reply.replyTo()).references())
        .isEqualTo(serviceIds(ids).subList(ids.size() - 21, ids.size() - 1));
  }

  @Test
  void otherChannelsAreNotToldAndNotAsked() {
    var ids = conversation(4);

    var reply = sendAs(Channel.WHATSAPP, ids.getLast());

    assertThat(Objects.requireNonNull(reply.replyTo()).references()).isEmpty();
  }

  @Test
  void whatAnswersNothingHasNoThread() {
    conversation(3);

    assertThat(sendAs(Channel.EMAIL, null).replyTo()).isNull();
  }

  @Test
  void aMessageKnowsItsChat() {
    var id = engine.accept(ANA, "x");

    var message = engine.claim(1).getFirst().message();

    assertThat(message.chatId()).isEqualTo(DB.value(UUID.class, "select chat_id from chat_messages where id = ?", id));
  }

  /// Ana and we in turns, each answering the other.
  private List<UUID> conversation(int turns) {
    var ids = new ArrayList<UUID>();
    for (var turn = 0; turn < turns; turn++) {
      var earlier = ids.isEmpty() ? null : ids.getLast();
      if (turn % 2 == 0) {
        ids.add(reply(earlier));
        engine.drain();
      } else {
        var id = "in-" + engine.tenantId + turn;
        engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(
            Map.of("from", ANA, "id", id, "text", "x", "replyTo", serviceIds(ids).getLast()))));
        ids.add(DB.value(UUID.class, "select id from chat_messages where provider_message_id = ?", id));
      }
    }
    return ids;
  }

  private UUID reply(@Nullable UUID replyTo) {
    return engine.accept(new MessageRequest(engine.tenantId, "test", ANA, new Content.Text("y"), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, replyTo, null, null, null, null));
  }

  private OutboundMessage sendAs(Channel channel, @Nullable UUID replyTo) {
    reply(replyTo);
    engine.provider.channel = channel;
    return engine.claim(1).getFirst().message();
  }

  private static List<String> serviceIds(List<UUID> ids) {
    return ids.stream().map(id -> DB.value(String.class, """
        select coalesce(provider_message_id,
          (select provider_message_id from message_attempts where message_id = m.id))
        from chat_messages m
        where id = ?""", id)).toList();
  }
}
