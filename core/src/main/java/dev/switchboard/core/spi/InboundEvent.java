package dev.switchboard.core.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One item of a webhook.
public sealed interface InboundEvent {

  /// A customer wrote.
  ///
  /// @param providerMessageId the service's id; the same id again is the same message
  /// @param from who wrote, the best identity first; never empty
  /// @param senderName the name the service gives them; null where it gives none
  /// @param replyToProviderMessageId the service's id of the message this answers; null where it answers none
  /// @param sentAt by the service's clock; null where it does not say
  /// @param metadata whatever else is worth keeping, by name
  record Message(String providerMessageId, List<Identity> from, @Nullable String senderName, Content content,
      @Nullable String replyToProviderMessageId, @Nullable Instant sentAt, Map<String, String> metadata)
      implements
      InboundEvent {

    public Message {
      from = List.copyOf(from);
      metadata = Map.copyOf(metadata);
      if (from.isEmpty()) {
        throw new IllegalArgumentException("a message is from somebody");
      }
    }
  }

  /// The service reports on a message of ours.
  record Receipt(DeliveryReport report) implements InboundEvent {}

  /// An item that we do not understand: kept and counted.
  ///
  /// @param what the service's own word for it
  /// @param why what was missing or new
  record Unknown(String what, String why) implements InboundEvent {}

  /// An address by which a service knows a person, in its normal form.
  record Identity(IdentityKind kind, String value) {}
}
