package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What Telegram is asked to do with a message: https://core.telegram.org/bots/api#available-methods
///
/// @param file one of ours that goes along; null where there is none, or where Telegram fetches it
record TelegramRequest(String method, ObjectNode fields, @Nullable Attached file) {

  static final int LONGEST_TEXT = 4_096;
  static final int LONGEST_CAPTION = 1_024;
  private static final String REACTION = "setMessageReaction";
  private static final int LONGEST_CARD = 2_048;

  /// @param field the one that has the file
  record Attached(String field, UUID id) {}

  /// @throws NotSendableException where there is no such request
  static TelegramRequest of(OutboundMessage message) throws NotSendableException {
    var fields = JsonNodeFactory.instance.objectNode().put("chat_id", message.to());
    var answered = Optional.ofNullable(message.replyTo()).map(OutboundMessage.Reply::providerMessageId)
        .flatMap(MessageId::parse);
    if (message.content() instanceof Content.Reaction(var emoji)) {
      return reaction(fields, emoji, answered.orElseThrow(
          () -> new NotSendableException("a reaction is put on a message, and Telegram has not named that one")));
    }
    answered.ifPresent(id -> fields.putObject("reply_parameters").put("message_id", id.message())
        .put("allow_sending_without_reply", true));
    return of(message.content(), fields);
  }

  private static TelegramRequest of(Content content, ObjectNode fields) throws NotSendableException {
    return switch (content) {
      case Content.Text(var text) ->
          new TelegramRequest("sendMessage", fields.put("text", atMost(LONGEST_TEXT, text)), null);
      case Content.Media media -> media(media, media.caption(), fields);
      case Content.Location place -> location(place, fields);
      case Content.Contacts(var cards) -> contact(cards, fields);
      case Content.Interactive interactive -> interactive(interactive, fields);
      default -> throw new NotSendableException("Telegram has nothing like " + content.kind().code());
    };
  }

  // Telegram knows its emoji without the sign that asks for colour.
  private static TelegramRequest reaction(ObjectNode fields, @Nullable String emoji, MessageId on) {
    var reactions = fields.put("message_id", on.message()).putArray("reaction");
    if (emoji != null) {
      reactions.addObject().put("type", "emoji").put("emoji", emoji.replace("\ufe0f", ""));
    }
    return new TelegramRequest(REACTION, fields, null);
  }

  private static TelegramRequest media(Content.Media media, @Nullable String caption, ObjectNode fields)
      throws NotSendableException {
    if (caption != null && !caption.isBlank()) {
      fields.put("caption", atMost(LONGEST_CAPTION, caption));
    }
    return switch (media) {
      case Content.Image image -> file("sendPhoto", "photo", image.file(), fields);
      case Content.Video video -> file("sendVideo", "video", video.file(), fields);
      case Content.Audio audio when audio.voice() -> file("sendVoice", "voice", audio.file(), fields);
      case Content.Audio audio -> file("sendAudio", "audio", audio.file(), fields);
      case Content.Document document -> file("sendDocument", "document", document.file(), fields);
      case Content.Sticker sticker -> file("sendSticker", "sticker", sticker.file(), fields);
    };
  }

  private static TelegramRequest file(String method, String field, MediaFile file, ObjectNode fields)
      throws NotSendableException {
    if (file.attachmentId() != null) {
      return new TelegramRequest(method, fields, new Attached(field, file.attachmentId()));
    }
    if (file.url() == null) {
      throw new NotSendableException("the file is neither kept here nor at an address");
    }
    return new TelegramRequest(method, fields.put(field, file.url().toString()), null);
  }

  private static TelegramRequest location(Content.Location place, ObjectNode fields) {
    fields.put("latitude", place.latitude()).put("longitude", place.longitude());
    return place.name() == null || place.address() == null
        ? new TelegramRequest("sendLocation", fields, null)
        : new TelegramRequest("sendVenue", fields.put("title", place.name()).put("address", place.address()), null);
  }

  private static TelegramRequest contact(List<ContactCard> cards, ObjectNode fields) throws NotSendableException {
    if (cards.size() != 1 || cards.getFirst().phones().isEmpty()) {
      throw new NotSendableException("Telegram takes one card at a time, and only with a phone number");
    }
    var card = cards.getFirst();
    fields.put("phone_number", card.phones().getFirst().number()).put("first_name", card.name());
    if (card.vcard() != null && card.vcard().getBytes(StandardCharsets.UTF_8).length <= LONGEST_CARD) {
      fields.put("vcard", card.vcard());
    }
    return new TelegramRequest("sendContact", fields, null);
  }

  private static TelegramRequest interactive(Content.Interactive message, ObjectNode fields)
      throws NotSendableException {
    fields.set("reply_markup", InlineKeyboard.of(message.action()));
    var words = InlineKeyboard.words(message);
    return message.media() == null
        ? new TelegramRequest("sendMessage", fields.put("text", atMost(LONGEST_TEXT, words)), null)
        : media(message.media(), words, fields);
  }

  private static String atMost(int length, String text) throws NotSendableException {
    if (text.codePointCount(0, text.length()) > length) {
      throw new NotSendableException("the text is longer than the " + length + " characters that Telegram takes");
    }
    return text;
  }

  /// Whether Telegram gives what comes of it no name.
  boolean isNameless() {
    return method.equals(REACTION);
  }

  // Not written by an ObjectMapper: half of a surrogate pair, which customers do send, would be an exception.
  byte[] json() {
    return fields.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// As fields of a form: objects as JSON.
  Map<String, String> form() {
    var form = new LinkedHashMap<String, String>();
    fields.properties().forEach(field -> form.put(field.getKey(), text(field.getValue())));
    return form;
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  /// Without its fields, which hold contents.
  @Override
  public String toString() {
    return method;
  }
}
