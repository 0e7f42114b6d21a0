package dev.switchboard.core.webhook;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes sure that whatever a provider understood can be stored: what cannot is kept as unknown, with the reason, and stops
/// nothing else in its webhook.
final class Storable {

  // In bytes: ids are keys of indexes, which take no more than 2,700, and two of them stand in one.
  private static final int LONGEST_ID = 1_000;

  static WebhookResult.Understood of(WebhookResult.Understood understood) {
    List<InboundEvent> events = understood.events().stream().map(Storable::of).toList();
    return new WebhookResult.Understood(events, understood.answer());
  }

  private static InboundEvent of(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Message message -> message(message);
      case InboundEvent.Receipt receipt -> receipt(receipt);
      case InboundEvent.Unknown unknown -> unknown;
      case InboundEvent.Consent consent -> isAddress(consent.from())
          ? consent
          : new InboundEvent.Unknown("consent", consent.why() + " of what is no " + consent.from().kind() + " address");
      case InboundEvent.Moved moved -> isAddress(moved.known()) && isAddress(moved.also())
          ? moved
          : new InboundEvent.Unknown("moved", "to or from what is no address");
      case InboundEvent.Elsewhere(var serviceAccount, var elsewhere) ->
          new InboundEvent.Elsewhere(serviceAccount, of(elsewhere));
      case InboundEvent.TemplateState(var name, var language, var state, var reason) ->
          new InboundEvent.TemplateState(Jsonb.storableText(name), clean(language), Jsonb.storableText(state),
              clean(reason));
      case InboundEvent.AccountNotice(var what, var text) ->
          new InboundEvent.AccountNotice(Jsonb.storableText(what), Jsonb.storableText(text));
    };
  }

  private static InboundEvent message(InboundEvent.Message message) {
    if (isBad(message.providerMessageId())) {
      return new InboundEvent.Unknown("message", "its id is empty, too long or has a character that cannot be stored");
    }
    if (message.from().stream().noneMatch(Storable::isAddress)) {
      return new InboundEvent.Unknown("message", "its sender is no " + message.from().getFirst().kind() + " address");
    }
    return message;
  }

  private static boolean isAddress(InboundEvent.Identity identity) {
    return Address.given(identity).isPresent();
  }

  private static InboundEvent receipt(InboundEvent.Receipt receipt) {
    var report = receipt.report();
    var id = report.providerMessageId();
    if (id == null ? report.messageId() == null : isBad(id)) {
      return new InboundEvent.Unknown("receipt", "it names no message, or one whose id cannot be stored");
    }
    if (!report.participant().isEmpty() && isBad(report.participant())) {
      return new InboundEvent.Unknown("receipt", "it names a participant that cannot be stored");
    }
    return new InboundEvent.Receipt(new DeliveryReport(id, report.status(), report.participant(), report.at(),
        clean(report.failure()), report.messageId(), report.details()), receipt.recipient());
  }

  private static @Nullable Failure clean(@Nullable Failure failure) {
    return failure == null ? null : new Failure(failure.reason(), clean(failure.code()), clean(failure.text()));
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null ? null : Jsonb.storableText(text);
  }

  private static boolean isBad(String id) {
    return id.isEmpty() || id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID
        || !Jsonb.storableText(id).equals(id);
  }

  private Storable() {}
}
