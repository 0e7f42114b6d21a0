package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes messages as the Graph API wants them.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
final class Outgoing {

  private static final Pattern PHONE = Pattern.compile("\\+?([1-9][0-9]{4,14})");
  private static final Pattern USER_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,255}");
  private static final Pattern LINK = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  private final MediaUpload uploads;

  Outgoing(MediaUpload uploads) {
    this.uploads = uploads;
  }

  /// The body of the request. Files that the message names by our ids are handed to Meta first.
  ///
  /// @throws NotSendable where it would surely be refused, or a file could not be handed over
  ObjectNode write(OutboundMessage message) {
    var body = Json.object().put("messaging_product", "whatsapp").put("recipient_type", "individual");
    address(message.to(), body);
    // Comes back with every status, so that a message whose answer was lost is found again.
    body.put("biz_opaque_callback_data", message.id().toString());
    context(message, body);
    content(message, body);
    return body;
  }

  // Phone numbers and business-scoped user ids have a field each; where both are given the number wins.
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
  private static void address(String to, ObjectNode body) {
    var phone = PHONE.matcher(to.strip());
    if (phone.matches()) {
      body.put("to", phone.group(1));
    } else if (USER_ID.matcher(to.strip()).matches()) {
      body.put("recipient", to.strip());
    } else {
      throw NotSendable.address("neither a phone number nor a user id");
    }
  }

  private static void context(OutboundMessage message, ObjectNode body) {
    var answered = answered(message);
    if (answered != null && !(message.content() instanceof Content.Reaction)) {
      body.putObject("context").put("message_id", answered);
    }
  }

  private static @Nullable String answered(OutboundMessage message) {
    return message.replyTo() == null ? null : message.replyTo().providerMessageId();
  }

  private void content(OutboundMessage message, ObjectNode body) {
    switch (message.content()) {
      case Content.Text(var text) -> put(body, "text", text(text));
      case Content.Media media -> put(body, media.kind().code(), uploads.write(media, message));
      case Content.Location location -> put(body, "location", location(location));
      case Content.Contacts(var cards) -> put(body, "contacts", contacts(cards));
      case Content.Reaction(var emoji) -> put(body, "reaction", reaction(emoji, answered(message)));
      case Content.Interactive interactive ->
          put(body, "interactive", InteractiveBody.write(interactive, media -> uploads.write(media, message)));
      case Content.Template template ->
          put(body, "template", TemplateBody.write(template, media -> uploads.write(media, message)));
      case Content.Choice _,Content.Email _,Content.Notification _,Content.Order _,Content.Notice _,Content.Unknown _ ->
          throw new NotSendable(SendResult.notSupported(message.content()));
    }
  }

  private static void put(ObjectNode body, String type, JsonNode content) {
    body.put("type", type).set(type, content);
  }

  private static ObjectNode text(String text) {
    return Json.object().put("body", Limit.text("the text", text, Limit.TEXT))
        .put("preview_url", LINK.matcher(text).find());
  }

  private static ObjectNode location(Content.Location location) {
    var body = Json.object().put("latitude", location.latitude()).put("longitude", location.longitude());
    put(body, "name", location.name());
    put(body, "address", location.address());
    return body;
  }

  private static ObjectNode reaction(@Nullable String emoji, @Nullable String message) {
    if (message == null) {
      throw NotSendable.content("a reaction needs the message that it is put on, and Meta must know that one");
    }
    return Json.object().put("message_id", message).put("emoji", emoji == null ? "" : emoji);
  }

  private static JsonNode contacts(List<ContactCard> cards) {
    Limit.count("contacts", cards.size(), Limit.CARDS);
    var body = JsonNodeFactory.instance.arrayNode();
    cards.forEach(card -> body.add(contact(card)));
    return body;
  }

  private static ObjectNode contact(ContactCard card) {
    var body = Json.object();
    body.set("name", name(Limit.text("a contact's name", card.name(), Limit.CAPTION).strip()));
    var phones = body.putArray("phones");
    for (var phone : card.phones()) {
      var each = phones.addObject().put("phone", phone.number());
      put(each, "type", phone.type() == null ? null : phone.type().toUpperCase(Locale.ROOT));
      put(each, "wa_id", phone.whatsapp());
    }
    var emails = body.putArray("emails");
    card.emails().forEach(email -> emails.addObject().put("email", email));
    if (card.organization() != null) {
      body.putObject("org").put("company", card.organization());
    }
    return body;
  }

  // Meta wants one of the parts besides the whole.
  private static ObjectNode name(String whole) {
    var blank = whole.indexOf(' ');
    var name = Json.object().put("formatted_name", whole);
    return blank < 0
        ? name.put("first_name", whole)
        : name.put("first_name", whole.substring(0, blank)).put("last_name", whole.substring(blank + 1).strip());
  }

  private static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      body.put(name, value);
    }
  }
}
