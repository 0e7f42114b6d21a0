package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.consent.Consent;
import dev.switchboard.core.contact.Introductions.Person;
import dev.switchboard.core.contact.Move;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import dev.switchboard.core.template.TemplateStates;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A webhook that verifies, on its way into the database.
///
/// @param raw as it is kept
/// @param keptAt when it came, where it has been kept before and is now read again; null where it comes
/// @param items what is in it, each with the account that it is about
/// @param enclosed the files that came along
record Call(UUID id, Account account, WebhookRequest request, WebhookResult.Understood understood, RawCalls.Sealed raw,
    @Nullable Instant keptAt, List<Item> items, Enclosed enclosed) {

  Stream<InboundMessages.Inbound> messages() {
    return items.stream()
        .filter(item -> !item.known())
        .flatMap(item -> item.event() instanceof InboundEvent.Message message
            ? Stream.of(InboundMessages.Inbound.of(item, message, enclosed))
            : Stream.empty());
  }

  /// The ids of the messages in it that are its account's.
  List<String> messageIds() {
    return items.stream()
        .filter(item -> item.account().id().equals(account.id()))
        .flatMap(item -> item.event() instanceof InboundEvent.Message message
            ? Stream.of(message.providerMessageId())
            : Stream.empty())
        .toList();
  }

  /// The same, whose messages with these ids are not stored again: neither is a chat that is over opened for them.
  Call knowing(Set<String> ids) {
    return new Call(id, account, request, understood, raw, keptAt, items.stream()
        .map(item -> item.account().id().equals(account.id()) && item.event() instanceof InboundEvent.Message message
            && ids.contains(message.providerMessageId()) ? new Item(account, message, true) : item)
        .toList(), enclosed);
  }

  Stream<Receipts.Receipt> receipts() {
    return items(InboundEvent.Receipt.class,
        (item, receipt) -> new Receipts.Receipt(item.account().tenantId(), item.account().id(), receipt.report()));
  }

  Stream<Consent> consents() {
    return items(InboundEvent.Consent.class, (item, consent) -> item.consent(consent, request.receivedAt()));
  }

  Stream<Move> moves() {
    return items(InboundEvent.Moved.class, Item::move);
  }

  /// Those whom a receipt names by several addresses.
  Stream<Person> recipients() {
    return items.stream()
        .filter(item -> item.event() instanceof InboundEvent.Receipt receipt && receipt.recipient().size() > 1)
        .map(item -> item.recipient((InboundEvent.Receipt) item.event()))
        .filter(person -> person.addresses().size() > 1);
  }

  WebhookState state() {
    return count(InboundEvent.Unknown.class) == 0 ? WebhookState.APPLIED : WebhookState.PARTLY_UNKNOWN;
  }

  Stream<TemplateStates.Told> templateStates() {
    return items(InboundEvent.TemplateState.class, (item, state) -> new TemplateStates.Told(item.account(), state));
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
    return items(kind, (_, event) -> event);
  }

  private <T extends InboundEvent, R> Stream<R> items(Class<T> kind, BiFunction<Item, T, R> reading) {
    return items.stream()
        .filter(item -> kind.isInstance(item.event()))
        .map(item -> reading.apply(item, kind.cast(item.event())));
  }
}
