package dev.switchboard.core.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.InboundEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One item of a webhook as it was understood, told as shortly as will do to see what another reading makes of it.
///
/// @param kind `message`, `receipt`, `consent`, `moved`, `template`, `notice` or `unknown`
/// @param id the service's id of what it is about; null where it has none
/// @param what of a message its kind, of a receipt its status, of what is unknown the reason
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookItem(String kind, @Nullable String id, String what) {

  // As it will be when it was kept and is read again, so that the two can be compared.
  public WebhookItem {
    id = id == null ? null : wellFormed(id);
    what = wellFormed(what);
  }

  private static String wellFormed(String text) {
    return text.chars().anyMatch(c -> Character.isSurrogate((char) c)) ? Jsonb.storableText(text) : text;
  }

  static List<WebhookItem> of(List<InboundEvent> events) {
    return events.stream().map(WebhookItem::of).toList();
  }

  static WebhookItem of(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Message message ->
          new WebhookItem("message", message.providerMessageId(), message.content().kind().code());
      case InboundEvent.Receipt(var report, _) -> receipt(report);
      case InboundEvent.Consent(var from, var wanted, var why, _) ->
          new WebhookItem("consent", from.value(), (wanted ? "yes: " : "no: ") + why);
      case InboundEvent.Moved(var known, var also, var instead, _) ->
          new WebhookItem("moved", known.value(), (instead ? "now " : "also ") + also.value());
      case InboundEvent.TemplateState(var name, var language, var state, _) ->
          new WebhookItem("template", language == null ? name : name + "/" + language, state);
      case InboundEvent.AccountNotice(var what, var text) -> new WebhookItem("notice", what, text);
      case InboundEvent.Elsewhere(var serviceAccount, var inner) -> {
        var item = of(inner);
        yield new WebhookItem(item.kind, item.id, item.what + " for " + serviceAccount);
      }
      case InboundEvent.Unknown(var what, var why) -> new WebhookItem("unknown", null, what + ": " + why);
    };
  }

  private static WebhookItem receipt(DeliveryReport report) {
    var id = report.providerMessageId();
    return new WebhookItem("receipt", id != null ? id : String.valueOf(report.messageId()),
        report.participant().isEmpty() ? report.status().name() : report.status() + " by " + report.participant());
  }

  /// What is in the first list and not in the second; an item that is there twice has to be there twice.
  static List<WebhookItem> without(List<WebhookItem> items, List<WebhookItem> others) {
    var left = new ArrayList<>(items);
    others.forEach(left::remove);
    return List.copyOf(left);
  }
}
