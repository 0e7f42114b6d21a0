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
        message.from().forEach(identity -> from.add(tree(identity)));
        put(tree, "senderName", message.senderName());
        tree.set("content", JSON.valueToTree(message.content()));
        put(tree, "replyToProviderMessageId", message.thread().references().stream().findFirst().orElse(null));
        if (message.thread().references().size() > 1) {
          var references = tree.putArray("references");
          message.thread().references().forEach(references::add);
        }
        put(tree, "chatId", message.thread().chatId());
        put(tree, "sentAt", message.sentAt());
        if (!message.metadata().isEmpty()) {
          var metadata = tree.putObject("metadata");
          message.metadata().forEach(metadata::put);
        }
      }
      case InboundEvent.Receipt(var report, var recipient) -> {
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
        put(tree, "messageId", report.messageId());
        if (!report.details().isEmpty()) {
          var details = tree.putObject("details");
          report.details().forEach(details::put);
        }
        if (!recipient.isEmpty()) {
          var identities = tree.putArray("recipient");
          recipient.forEach(identity -> identities.add(tree(identity)));
        }
      }
      case InboundEvent.Consent(var from, var wanted, var why, var at) -> {
        tree.put("type", "consent").put("wanted", wanted).put("why", why).set("from", tree(from));
        put(tree, "at", at);
      }
      case InboundEvent.Moved(var known, var also, var instead, var at) -> {
        tree.put("type", "moved").put("instead", instead);
        tree.set("known", tree(known));
        tree.set("also", tree(also));
        put(tree, "at", at);
      }
      case InboundEvent.TemplateState(var name, var language, var state, var reason) -> {
        tree.put("type", "template").put("name", name).put("state", state);
        put(tree, "language", language);
        put(tree, "reason", reason);
      }
      case InboundEvent.Elsewhere(var serviceAccount, var other) -> {
        tree.put("type", "elsewhere").put("serviceAccount", serviceAccount);
        tree.set("event", tree(other));
      }
      case InboundEvent.AccountNotice(var what, var text) ->
          tree.put("type", "notice").put("what", what).put("text", text);
      // Why is for people; its wording may change.
      case InboundEvent.Unknown(var what, _) -> tree.put("type", "unknown").put("what", what);
    }
    return tree;
  }

  private static ObjectNode tree(InboundEvent.Identity identity) {
    return JsonNodeFactory.instance.objectNode().put("kind", identity.kind().name()).put("value", identity.value());
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
