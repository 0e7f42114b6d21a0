package dev.switchboard.providers.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TelegramRequestTest {

  static Stream<JsonNode> requests() throws IOException {
    return Fixtures.in("requests.json");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aContentBecomesTheRequestOfItsFixture(JsonNode fixture) throws Exception {
    var request = request(Fixtures.JSON.treeToValue(fixture.path("content"), Content.class), null);

    assertThat(request.method()).isEqualTo(fixture.path("method").asText());
    assertThat(Fixtures.JSON.readTree(request.json())).isEqualTo(fixture.path("body"));
    assertThat(request.file()).isNull();
  }

  @Test
  void anAnswerNamesTheMessageThatItAnswersAndIsSentAlsoWhereThatIsGone() throws Exception {
    assertThat(request(new Content.Text("Sim"), "123456789:41").fields().path("reply_parameters").toString())
        .isEqualTo("{\"message_id\":41,\"allow_sending_without_reply\":true}");
    assertThat(request(new Content.Text("Sim"), "123456789:39:callback-5301").fields()
        .at("/reply_parameters/message_id").asInt())
        .as("the message with the button").isEqualTo(39);
    assertThat(request(new Content.Text("Sim"), "reaction:5301").fields().has("reply_parameters")).isFalse();
  }

  @Test
  void aReactionIsPutOnAMessageAndTakenAway() throws Exception {
    assertThat(request(new Content.Reaction("❤\ufe0f"), "123456789:41").fields().toString()).isEqualTo(
        "{\"chat_id\":\"123456789\",\"message_id\":41,\"reaction\":[{\"type\":\"emoji\",\"emoji\":\"❤\"}]}");
    assertThat(request(new Content.Reaction(null), "123456789:41").fields().path("reaction")).isEmpty();
  }

  static Stream<Content> notSendable() {
    var file = MediaFile.at(URI.create("https://files.example.com/a"));
    var card = new ContactCard("Ana", List.of(new ContactCard.Phone("+5511999990001", null, null)), List.of(), null,
        null);
    return Stream.of(new Content.Reaction("👍"), new Content.Image(file, "x".repeat(1_025)),
        new Content.Text("x".repeat(4_097)), new Content.Document(MediaFile.at("theirs", null, null), null),
        new Content.Contacts(List.of(card, card)),
        new Content.Contacts(List.of(new ContactCard("Ana", List.of(), List.of(), null, null))),
        buttons(1, "ã".repeat(33)), buttons(1, ""), buttons(0, "id"), buttons(101, "id"),
        new Content.Notice("new", "text"));
  }

  private static Content buttons(int count, String id) {
    return new Content.Interactive(null, null, "Confirma?", null,
        new Interaction.Buttons(Collections.nCopies(count, new Interaction.Button(id, "Sim"))));
  }

  @ParameterizedTest
  @MethodSource("notSendable")
  void whatTelegramHasNoWayForIsNotAsked(Content content) {
    assertThatThrownBy(() -> request(content, null)).isInstanceOf(NotSendableException.class);
  }

  private static TelegramRequest request(Content content, @Nullable String answered) throws NotSendableException {
    return TelegramRequest.of(new OutboundMessage(UUID.randomUUID(), "123456789", content,
        answered == null ? null : new OutboundMessage.Reply(UUID.randomUUID(), answered), 1, 0));
  }
}
