package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What a person's message says: https://core.telegram.org/bots/api#message
final class InboundContent {

  private static final Set<String> AROUND = Set.of("message_id", "from", "chat", "date", "edit_date",
      "reply_to_message", "media_group_id");

  // Films without sound come as a document besides, places with a name as a location besides.
  static Content of(JsonNode message) {
    var caption = text(message.path("caption"));
    if (message.path("text").isTextual()) {
      return new Content.Text(message.path("text").textValue());
    } else if (isFile(largest(message.path("photo")))) {
      return new Content.Image(file(largest(message.path("photo")), "image/jpeg"), caption);
    } else if (isFile(message.path("animation"))) {
      return new Content.Video(file(message.path("animation"), "video/mp4"), caption);
    } else if (isFile(message.path("video"))) {
      return new Content.Video(file(message.path("video"), "video/mp4"), caption);
    } else if (isFile(message.path("video_note"))) {
      return new Content.Video(file(message.path("video_note"), "video/mp4"), null);
    } else if (isFile(message.path("voice"))) {
      return new Content.Audio(file(message.path("voice"), "audio/ogg"), true);
    } else if (isFile(message.path("audio"))) {
      return new Content.Audio(file(message.path("audio"), "audio/mpeg"), false);
    } else if (isFile(message.path("document"))) {
      return new Content.Document(file(message.path("document"), null), caption);
    } else if (isFile(message.path("sticker"))) {
      return sticker(message.path("sticker"));
    } else if (isPlace(message.path("location"))) {
      return place(message.path("location"), message.path("venue"));
    } else if (message.path("contact").path("phone_number").isTextual()) {
      return card(message.path("contact"));
    }
    return new Content.Unknown(kind(message), message);
  }

  private static boolean isFile(JsonNode file) {
    return file.path("file_id").isTextual();
  }

  // The same in several sizes, the largest last.
  private static JsonNode largest(JsonNode sizes) {
    return sizes.path(sizes.size() - 1);
  }

  private static MediaFile file(JsonNode file, @Nullable String usualType) {
    var type = text(file.path("mime_type"));
    var size = file.path("file_size");
    return new MediaFile(null, null, file.path("file_id").textValue(), type == null ? usualType : type,
        text(file.path("file_name")), size.isIntegralNumber() && size.canConvertToLong() ? size.longValue() : null,
        null);
  }

  private static Content sticker(JsonNode sticker) {
    var animated = sticker.path("is_animated").asBoolean();
    var film = sticker.path("is_video").asBoolean();
    var type = animated ? "application/x-tgsticker" : film ? "video/webm" : "image/webp";
    return new Content.Sticker(file(sticker, type), animated || film);
  }

  private static boolean isPlace(JsonNode place) {
    return place.path("latitude").isNumber() && place.path("longitude").isNumber();
  }

  private static Content place(JsonNode place, JsonNode venue) {
    return new Content.Location(place.path("latitude").doubleValue(), place.path("longitude").doubleValue(),
        text(venue.path("title")), text(venue.path("address")), null);
  }

  private static Content card(JsonNode card) {
    var number = card.path("phone_number").textValue();
    var name = Stream.of(text(card.path("first_name")), text(card.path("last_name")))
        .filter(part -> part != null).collect(Collectors.joining(" "));
    return new Content.Contacts(List.of(new ContactCard(name.isEmpty() ? number : name,
        List.of(new ContactCard.Phone(number, null, null)), List.of(), null, text(card.path("vcard")))));
  }

  // What a message is has no name but that of the member that it came with.
  private static String kind(JsonNode message) {
    return StreamSupport.stream(((Iterable<String>) message::fieldNames).spliterator(), false)
        .filter(name -> !AROUND.contains(name)).findFirst().orElse("message");
  }

  private static @Nullable String text(JsonNode value) {
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private InboundContent() {}
}
