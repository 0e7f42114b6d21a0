package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A webhook that verifies, on its way into the database.
record Call(UUID id, Account account, WebhookRequest request, WebhookResult.Understood understood) {

  Stream<InboundMessages.Inbound> messages() {
    return events(InboundEvent.Message.class).map(message -> new InboundMessages.Inbound(account, message));
  }

  Stream<Receipts.Receipt> receipts() {
    return events(InboundEvent.Receipt.class)
        .map(receipt -> new Receipts.Receipt(account.tenantId(), account.id(), receipt.report()));
  }

  int count(Class<? extends InboundEvent> kind) {
    return (int) events(kind).count();
  }

  /// What was not understood and why; null where everything was.
  @Nullable
  String reason() {
    var reasons = events(InboundEvent.Unknown.class)
        .map(unknown -> unknown.what() + ": " + unknown.why())
        .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? null : Jsonb.storableText(reasons);
  }

  private <T extends InboundEvent> Stream<T> events(Class<T> kind) {
    return understood.events().stream().filter(kind::isInstance).map(kind::cast);
  }
}
