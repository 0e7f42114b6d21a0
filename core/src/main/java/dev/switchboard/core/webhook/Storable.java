package dev.switchboard.core.webhook;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookResult;
import java.util.List;

/// Makes sure that whatever a provider understood can be stored: what cannot is kept as unknown, with the reason, and stops
/// nothing else in its webhook.
final class Storable {

  static WebhookResult.Understood of(WebhookResult.Understood understood) {
    List<InboundEvent> events = understood.events().stream().map(Storable::of).toList();
    return new WebhookResult.Understood(events, understood.answer());
  }

  private static InboundEvent of(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Message message -> message(message);
      case InboundEvent.Receipt receipt -> receipt(receipt);
      case InboundEvent.Unknown unknown -> unknown;
    };
  }

  private static InboundEvent message(InboundEvent.Message message) {
    if (isBad(message.providerMessageId())) {
      return new InboundEvent.Unknown("message", "its id is empty or has a character that cannot be stored");
    }
    var sender = message.from().getFirst();
    if (Address.parse(sender.kind(), sender.value()).isEmpty()) {
      return new InboundEvent.Unknown("message", "its sender is no " + sender.kind() + " address");
    }
    return message;
  }

  private static InboundEvent receipt(InboundEvent.Receipt receipt) {
    var id = receipt.report().providerMessageId();
    return id == null || isBad(id)
        ? new InboundEvent.Unknown("receipt", "it names no message, or one whose id cannot be stored")
        : receipt;
  }

  private static boolean isBad(String id) {
    return id.isEmpty() || id.indexOf('\0') >= 0;
  }

  private Storable() {}
}
