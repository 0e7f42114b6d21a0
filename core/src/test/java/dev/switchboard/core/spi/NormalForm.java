package dev.switchboard.core.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// What a webhook turned out to be, as JSON that people can read and compare. What is null or empty is left out.
final class NormalForm {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static String of(WebhookResult result) {
    return text(tree(result));
  }

  static ObjectNode tree(WebhookResult result) {
    var tree = JsonNodeFactory.instance.objectNode();
    switch (result) {
      case WebhookResult.Refused(var why) -> tree.put("refused", why);
      case WebhookResult.Understood(var events, var answer) -> {
        var items = tree.putArray("events");
        events.forEach(event -> items.add(tree(event)));
        if (!answer.equals(WebhookResult.Answer.EMPTY)) {
          tree.putObject("answer").put("contentType", answer.contentType()).put("body", answer.body());
        }
      }
    }
    return tree;
  }

  private static ObjectNode tree(InboundEvent event) {
    var tree = JsonNodeFactory.instance.objectNode();
    switch (event) {
      case InboundEvent.Message message -> {
        tree.put("type", "message").put("providerMessageId", message.providerMessageId());
        var from = tree.putArray("from");
        message.from()
            .forEach(identity -> from.addObject().put("kind", identity.kind().name()).put("value", identity.value()));
        put(tree, "senderName", message.senderName());
        tree.set("content", JSON.valueToTree(message.content()));
        put(tree, "replyToProviderMessageId", message.replyToProviderMessageId());
        put(tree, "sentAt", message.sentAt());
        if (!message.metadata().isEmpty()) {
          var metadata = tree.putObject("metadata");
          message.metadata().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
              .forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        }
      }
      case InboundEvent.Receipt(var report) -> {
        tree.put("type", "receipt");
        put(tree, "providerMessageId", report.providerMessageId());
        tree.put("status", report.status().name());
        put(tree, "participant", report.participant().isEmpty() ? null : report.participant());
        put(tree, "at", report.at());
        var failure = report.failure();
        if (failure != null) {
          var reason = tree.putObject("failure").put("reason", failure.reason().name());
          put(reason, "code", failure.code());
          put(reason, "text", failure.text());
        }
      }
      // Why is for people; its wording may change.
      case InboundEvent.Unknown(var what, _) -> tree.put("type", "unknown").put("what", what);
    }
    return tree;
  }

  private static void put(ObjectNode tree, String name, @Nullable Object value) {
    if (value != null) {
      tree.put(name, value.toString());
    }
  }

  /// The same text for equal trees, whatever the order of their members and their spacing.
  static String sorted(String json) {
    try {
      return text(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      return json;
    }
  }

  static String text(JsonNode tree) {
    try {
      var sorting = JSON.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
      return sorting.writeValueAsString(sorting.treeToValue(tree, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private NormalForm() {}
}
