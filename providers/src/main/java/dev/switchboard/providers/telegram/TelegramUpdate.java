package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What an update means. Only what people write to the bot themselves is understood: it writes to nobody but persons.
final class TelegramUpdate {

  private static final long YEAR_10000 = 253_402_300_800L;

  static List<InboundEvent> events(JsonNode update) {
    var kind = kind(update);
    var item = update.path(kind);
    return switch (kind) {
      case "message", "edited_message" -> written(kind, item);
      case "callback_query" -> List.of(pressed(item));
      case "message_reaction" -> List.of(reacted(item, update.path("update_id")));
      case "my_chat_member" -> List.of(blocked(item));
      default -> List.of(new InboundEvent.Unknown(kind, "an update of a new kind"));
    };
  }

  // Beside its number an update has one member, which is called like its kind.
  private static String kind(JsonNode update) {
    return StreamSupport.stream(((Iterable<String>) update::fieldNames).spliterator(), false)
        .filter(name -> !name.equals("update_id")).findFirst().orElse("update");
  }

  private static List<InboundEvent> written(String kind, JsonNode message) {
    var id = TelegramAnswers.messageId(message);
    var sender = person(message.path("from"));
    if (!isPrivate(message) || id.isEmpty() || sender.isEmpty()) {
      return List.of(new InboundEvent.Unknown(kind, "its id or sender is missing, or it is not from a private chat"));
    }
    var events = new ArrayList<InboundEvent>();
    var content = InboundContent.of(message);
    if (kind.equals("message")) {
      events.add(new InboundEvent.Message(id.get().toString(), List.of(sender.get()), name(message.path("from")),
          content, answered(message.path("reply_to_message")), time(message.path("date")), metadata(message)));
      ownNumber(message.path("contact"), sender.get())
          .ifPresent(
              number -> events.add(new InboundEvent.Moved(sender.get(), number, false, time(message.path("date")))));
    } else {
      // Telegram keeps the id, by which we would take it for the same message.
      var metadata = new HashMap<>(metadata(message));
      metadata.put("edited", "true");
      events.add(
          new InboundEvent.Message(id.get().with("edit", message.path("edit_date").asText()), List.of(sender.get()),
              name(message.path("from")), content, id.get().toString(), time(message.path("edit_date")), metadata));
    }
    return events;
  }

  // Not the sender but Telegram says whose number it is, and that it is this person's own.
  private static Optional<Identity> ownNumber(JsonNode card, Identity sender) {
    var number = card.path("phone_number").asText("");
    return card.path("user_id").isIntegralNumber() && card.path("user_id").asText().equals(sender.value())
        && !number.isBlank()
            ? Optional.of(new Identity(IdentityKind.PHONE, number.startsWith("+") ? number : "+" + number))
            : Optional.empty();
  }

  private static InboundEvent pressed(JsonNode query) {
    var sender = person(query.path("from"));
    var id = query.path("id").asText("");
    var data = query.path("data");
    var message = query.path("message");
    var below = TelegramAnswers.messageId(message);
    if (id.isBlank() || !data.isTextual() || sender.isEmpty() || below.isEmpty() || !isPrivate(message)) {
      return new InboundEvent.Unknown("callback_query",
          "its id, data, message or sender is missing, or it is not from a private chat");
    }
    return new InboundEvent.Message(below.get().with("callback", id), List.of(sender.get()), name(query.path("from")),
        new Content.Choice("button", data.textValue(), title(message, data.textValue()), null, null),
        below.get().toString(), null, Map.of());
  }

  // The update has the button's id alone; what it says stands in the message.
  private static String title(JsonNode message, String data) {
    for (var line : message.path("reply_markup").path("inline_keyboard")) {
      for (var button : line) {
        if (button.path("callback_data").asText().equals(data) && button.path("text").isTextual()) {
          return button.path("text").textValue();
        }
      }
    }
    return data;
  }

  private static InboundEvent reacted(JsonNode reaction, JsonNode number) {
    var sender = person(reaction.path("user"));
    var on = TelegramAnswers.messageId(reaction);
    var now = reaction.path("new_reaction");
    if (!isPrivate(reaction) || sender.isEmpty() || on.isEmpty() || !number.isIntegralNumber() || !now.isArray()) {
      return new InboundEvent.Unknown("message_reaction",
          "its message or sender is missing, or it is not from a private chat");
    }
    return new InboundEvent.Message(on.get().with("reaction", number.asText()), List.of(sender.get()),
        name(reaction.path("user")), reaction(now), on.get().toString(), time(reaction.path("date")), Map.of());
  }

  // All that are on the message now, the newest last.
  private static Content reaction(JsonNode now) {
    if (now.isEmpty()) {
      return new Content.Reaction(null);
    }
    var newest = now.get(now.size() - 1);
    return newest.path("emoji").isTextual()
        ? new Content.Reaction(newest.path("emoji").textValue())
        : new Content.Unknown("reaction", newest);
  }

  // In private chats this comes only when a person blocks the bot or lets it in again.
  private static InboundEvent blocked(JsonNode change) {
    var person = person(change.path("from"));
    var status = change.path("new_chat_member").path("status").asText();
    if (!isPrivate(change) || person.isEmpty() || !status.equals("kicked") && !status.equals("member")) {
      return new InboundEvent.Unknown("my_chat_member", "its sender or status is missing or new, or it is not from a "
          + "private chat");
    }
    return new InboundEvent.Consent(person.get(), status.equals("member"),
        status.equals("member") ? "bot unblocked" : "bot blocked", time(change.path("date")));
  }

  private static boolean isPrivate(JsonNode item) {
    return item.path("chat").path("type").asText().equals("private");
  }

  private static Optional<Identity> person(JsonNode user) {
    return user.path("id").isIntegralNumber()
        ? Optional.of(new Identity(IdentityKind.TELEGRAM, user.path("id").asText()))
        : Optional.empty();
  }

  private static @Nullable String name(JsonNode user) {
    var name = Stream.of(user.path("first_name"), user.path("last_name")).map(part -> part.asText(""))
        .filter(part -> !part.isBlank()).collect(Collectors.joining(" "));
    return name.isEmpty() ? null : name;
  }

  private static @Nullable String answered(JsonNode message) {
    return TelegramAnswers.messageId(message).map(MessageId::toString).orElse(null);
  }

  /// Null where Telegram does not say.
  private static @Nullable Instant time(JsonNode seconds) {
    return seconds.canConvertToLong() && seconds.isIntegralNumber() && seconds.longValue() > 0
        && seconds.longValue() < YEAR_10000 ? Instant.ofEpochSecond(seconds.longValue()) : null;
  }

  private static Map<String, String> metadata(JsonNode message) {
    var metadata = new HashMap<String, String>();
    put(metadata, "username", message.path("from").path("username"));
    put(metadata, "language", message.path("from").path("language_code"));
    put(metadata, "mediaGroup", message.path("media_group_id"));
    return metadata;
  }

  private static void put(Map<String, String> metadata, String name, JsonNode value) {
    if (value.isTextual()) {
      metadata.put(name, value.textValue());
    }
  }

  private TelegramUpdate() {}
}
