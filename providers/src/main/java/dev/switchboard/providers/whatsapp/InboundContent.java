package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a message says, by its type. Whatever lacks what its type must have, and every new type, is kept as it came.
///
/// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
final class InboundContent {

  private static final int SHA256_BYTES = 32;

  static Content read(JsonNode message) {
    var type = message.path("type").asText();
    var content = read(type, message.path(type), message);
    return content == null ? unknown(type, message) : content;
  }

  /// Null where it is not understood.
  private static @Nullable Content read(String type, JsonNode part, JsonNode message) {
    return switch (type) {
      case "text" -> part.path("body").isTextual() ? new Content.Text(part.path("body").asText()) : null;
      case "image", "video", "audio", "document", "sticker" -> media(type, part);
      case "location" -> location(part);
      case "contacts" -> Cards.read(message.path("contacts"));
      case "interactive" -> choice(part);
      case "button" -> button(part);
      case "reaction" -> part.isObject() ? new Content.Reaction(Json.text(part.path("emoji"))) : null;
      case "order" -> order(part);
      case "system" -> notice(part);
      default -> null;
    };
  }

  private static Content unknown(String type, JsonNode message) {
    // What the customer's app calls it that Meta does not support, such as a poll.
    var unsupported = Json.text(message.path("unsupported").path("type"));
    return new Content.Unknown(unsupported == null ? type.isEmpty() ? "message" : type : unsupported, message);
  }

  private static @Nullable Content media(String type, JsonNode part) {
    var id = Json.text(part.path("id"));
    var source = id == null ? Json.text(part.path("url")) : id;
    if (source == null) {
      return null;
    }
    var file = new MediaFile(null, null, source, Json.text(part.path("mime_type")), Json.text(part.path("filename")),
        null, sha256(part.path("sha256")));
    var caption = Json.text(part.path("caption"));
    return switch (type) {
      case "image" -> new Content.Image(file, caption);
      case "video" -> new Content.Video(file, caption);
      case "audio" -> new Content.Audio(file, part.path("voice").asBoolean());
      case "document" -> new Content.Document(file, caption);
      default -> new Content.Sticker(file, part.path("animated").asBoolean());
    };
  }

  /// Webhooks have it in Base64, look-ups in hexadecimal.
  private static @Nullable String sha256(JsonNode hash) {
    var text = hash.asText();
    if (text.matches("[0-9a-fA-F]{64}")) {
      return text.toLowerCase(Locale.ROOT);
    }
    try {
      var bytes = Base64.getDecoder().decode(text);
      return bytes.length == SHA256_BYTES ? HexFormat.of().formatHex(bytes) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Content location(JsonNode part) {
    var latitude = Json.number(part.path("latitude"));
    var longitude = Json.number(part.path("longitude"));
    if (latitude == null || longitude == null) {
      return null;
    }
    return new Content.Location(latitude.doubleValue(), longitude.doubleValue(), Json.text(part.path("name")),
        Json.text(part.path("address")), url(part.path("url")));
  }

  private static @Nullable URI url(JsonNode url) {
    try {
      var text = Json.text(url);
      return text == null ? null : new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static @Nullable Content choice(JsonNode interactive) {
    var type = interactive.path("type").asText();
    var reply = interactive.path(type);
    if (!reply.isObject()) {
      return null;
    }
    return switch (type) {
      case "button_reply" -> choice("button", reply);
      case "list_reply" -> choice("list", reply);
      case "nfm_reply" -> form(reply);
      case "call_permission_reply" -> new Content.Choice(type, Json.text(reply.path("response")),
          reply.path("response").asText(), null, null);
      default -> null;
    };
  }

  private static @Nullable Content choice(String from, JsonNode reply) {
    var id = Json.text(reply.path("id"));
    var title = firstOf(reply.path("title"), reply.path("id"));
    return title == null ? null : new Content.Choice(from, id, title, Json.text(reply.path("description")), null);
  }

  private static Content form(JsonNode reply) {
    var response = reply.path("response_json");
    var data = response.isTextual() ? Json.read(response.asText()) : response;
    var title = Json.text(reply.path("body"));
    // What cannot be read as JSON is kept as the text that it is.
    return new Content.Choice("form", Json.text(data.path("flow_token")), title == null ? "form" : title, null,
        data.isMissingNode() ? response.isMissingNode() ? null : response : data);
  }

  /// A template's quick reply. Its payload is what the template was sent with.
  private static @Nullable Content button(JsonNode part) {
    var text = firstOf(part.path("text"), part.path("payload"));
    return text == null ? null : new Content.Choice("button", Json.text(part.path("payload")), text, null, null);
  }

  private static @Nullable Content order(JsonNode part) {
    var catalog = Json.text(part.path("catalog_id"));
    if (catalog == null || !part.path("product_items").isArray()) {
      return null;
    }
    List<Content.Order.Item> items = new ArrayList<>();
    for (var item : part.path("product_items")) {
      var quantity = Json.number(item.path("quantity"));
      items.add(new Content.Order.Item(item.path("product_retailer_id").asText(),
          quantity == null ? 1 : quantity.intValue(), Json.number(item.path("item_price")),
          Json.text(item.path("currency"))));
    }
    return new Content.Order(catalog, Json.text(part.path("text")), items);
  }

  private static @Nullable Content notice(JsonNode part) {
    var type = Json.text(part.path("type"));
    var body = firstOf(part.path("body"), part.path("type"));
    return body == null ? null : new Content.Notice(type == null ? "system" : type, body);
  }

  private static @Nullable String firstOf(JsonNode one, JsonNode other) {
    var text = Json.text(one);
    return text == null ? Json.text(other) : text;
  }

  private InboundContent() {}
}
