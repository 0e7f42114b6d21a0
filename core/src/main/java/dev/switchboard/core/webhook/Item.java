package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.consent.Consent;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.contact.Introductions.Person;
import dev.switchboard.core.contact.Move;
import dev.switchboard.core.spi.InboundEvent;
import java.time.Instant;
import java.util.Objects;

/// One item of a webhook, and the account that it is about: the one that was called, or another of the same tenant and service
/// that the item names.
///
/// @param known whether it is a message that is there already, and is not to be stored again
record Item(Account account, InboundEvent event, boolean known) {

  /// Finds the account that an item is about. Where there is none, the one that was called has it.
  static Item of(Account called, InboundEvent event, Accounts accounts) {
    return switch (event) {
      case InboundEvent.Elsewhere(var serviceAccount, var elsewhere) -> of(
          accounts.findByService(called.tenantId(), called.provider().name(), serviceAccount).orElse(called), elsewhere,
          accounts);
      case InboundEvent.Message _,InboundEvent.Receipt _,InboundEvent.Consent _,InboundEvent.Moved _,InboundEvent.TemplateState _,InboundEvent.AccountNotice _,InboundEvent.Unknown _ ->
          new Item(called, event, false);
    };
  }

  Consent consent(InboundEvent.Consent said, Instant receivedAt) {
    return new Consent(account.tenantId(), Address.given(said.from()).orElseThrow(), account.id(), said.wanted(),
        said.why(), Objects.requireNonNullElse(said.at(), receivedAt), null, null);
  }

  Move move(InboundEvent.Moved moved) {
    return new Move(account.tenantId(), account.id(), Address.given(moved.known()).orElseThrow(),
        Address.given(moved.also()).orElseThrow(), moved.instead());
  }

  /// To whom a receipt says that its message went.
  Person recipient(InboundEvent.Receipt receipt) {
    return new Person(account.tenantId(), account.id(), Address.given(receipt.recipient()), null);
  }
}
