package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.TemplateSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads one change of a webhook by its field.
///
/// https://developers.facebook.com/docs/whatsapp/webhooks/reference
final class Changes {

  /// What an operator should know. Besides these, every field that begins with `account_`.
  private static final Set<String> NOTICES = Set.of("business_capability_update", "business_status_update",
      "message_template_components_update", "message_template_quality_update", "partner_solutions",
      "payment_configuration_update", "phone_number_name_update", "phone_number_quality_update", "security",
      "template_category_update", "template_correct_category_detection");
  private static final int LONGEST_NOTICE = 2000;

  /// Everything in it; never empty.
  static List<InboundEvent> read(JsonNode change) {
    var field = change.path("field").asText();
    var value = change.path("value");
    var events = new ArrayList<InboundEvent>();
    switch (field) {
      case "messages" -> messages(value, events);
      case "user_preferences" -> each(value, field, item -> events.add(Preferences.consent(item)), events);
      case "user_id_update" -> each(value, field, item -> events.addAll(Preferences.moved(item)), events);
      case "message_template_status_update" -> events.add(template(field, value));
      default -> other(field, value, events);
    }
    value.path("errors").forEach(error -> events.add(notice("error", error)));
    if (events.isEmpty()) {
      events.add(new InboundEvent.Unknown(field, "there is nothing in it"));
    }
    return events;
  }

  private static void messages(JsonNode value, List<InboundEvent> events) {
    var people = new People(value.path("contacts"));
    each(value, "messages", message -> events.addAll(InboundMessages.read(message, people)), events);
    each(value, "statuses", status -> events.add(Statuses.read(status, people)), events);
  }

  /// An item that is no object, or a list that is none, is kept as unknown.
  private static void each(JsonNode value, String name, Consumer<JsonNode> reader,
      List<InboundEvent> events) {
    var items = value.path(name);
    if (items.isMissingNode()) {
      return;
    }
    if (!items.isArray()) {
      events.add(new InboundEvent.Unknown(name, "it is no list"));
    }
    for (var item : items.isArray() ? items : Json.object()) {
      if (item.isObject()) {
        reader.accept(item);
      } else {
        events.add(new InboundEvent.Unknown(name, "an item that is no object"));
      }
    }
  }

  private static InboundEvent template(String field, JsonNode value) {
    var name = Json.text(value.path("message_template_name"));
    var event = Json.text(value.path("event"));
    if (name == null || event == null) {
      return new InboundEvent.Unknown(field, "it has no name or no state");
    }
    var state = state(event, Json.text(value.path("other_info").path("title")));
    if (state == null) {
      return notice(field, value);
    }
    var why = new ArrayList<String>();
    if (!state.equals(event)) {
      why.add(event);
    }
    for (var part : new JsonNode[]{value.path("reason"), value.path("rejection_info").path("reason"),
        value.path("other_info").path("title"), value.path("other_info").path("description"),
        value.path("disable_info").path("disable_date")}) {
      var text = Templates.reason(part);
      if (text != null) {
        why.add(text);
      }
    }
    return new InboundEvent.TemplateState(name, Json.text(value.path("message_template_language")), state,
        why.isEmpty() ? null : String.join(": ", why));
  }

  /// The state in the words of the list of templates; null where the event says nothing about sending.
  ///
  /// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
  private static @Nullable String state(String event, @Nullable String title) {
    return switch (event) {
      case "REINSTATED", "FLAGGED" -> TemplateSource.APPROVED;
      case "LOCKED", "UNLOCKED" -> {
        if (title == null || !title.endsWith("PAUSE")) {
          yield null;
        }
        yield title.endsWith("UNPAUSE") ? TemplateSource.APPROVED : "PAUSED";
      }
      case "LIMIT_EXCEEDED", "UNARCHIVED" -> null;
      default -> event;
    };
  }

  private static void other(String field, JsonNode value, List<InboundEvent> events) {
    if (NOTICES.contains(field) || field.startsWith("account_")) {
      events.add(notice(field, value));
      return;
    }
    // Calls, groups, what was written on the phone itself, what there will be one day: each item counts.
    for (var member : value.properties()) {
      if (member.getValue().isArray() && !Set.of("contacts", "errors").contains(member.getKey())) {
        member.getValue().forEach(_ -> events.add(new InboundEvent.Unknown(field, "one of " + member.getKey())));
      }
    }
    if (events.isEmpty()) {
      events.add(new InboundEvent.Unknown(field, "a field that is not read"));
    }
  }

  private static InboundEvent notice(String what, JsonNode value) {
    var leaves = new LinkedHashMap<String, String>();
    Json.flatten("", value, leaves);
    var text = leaves.entrySet().stream().filter(each -> !each.getKey().equals("messaging_product"))
        .map(each -> each.getKey() + ": " + each.getValue()).collect(Collectors.joining("; "));
    return new InboundEvent.AccountNotice(what,
        text.length() > LONGEST_NOTICE ? text.substring(0, LONGEST_NOTICE) : text);
  }

  private Changes() {}
}
