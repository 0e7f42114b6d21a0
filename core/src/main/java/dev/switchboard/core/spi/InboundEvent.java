package dev.switchboard.core.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One item of a webhook, or of what a provider heard by itself.
public sealed interface InboundEvent {

  /// A customer wrote.
  ///
  /// @param providerMessageId the service's id; the same id again is the same message
  /// @param from who wrote, the best identity first; never empty
  /// @param senderName the name the service gives them; null where it gives none
  /// @param thread what it belongs to, as far as the service says
  /// @param sentAt by the service's clock; null where it does not say
  /// @param metadata whatever else is worth keeping, by name. Two names mean something: `automatic`, see [#isAutomatic], and
  ///        `threadSubject`, the subject without what programs put before it
  record Message(String providerMessageId, List<Identity> from, @Nullable String senderName, Content content,
      Thread thread, @Nullable Instant sentAt, Map<String, String> metadata)
      implements
      InboundEvent {

    public Message {
      from = List.copyOf(from);
      metadata = Map.copyOf(metadata);
      if (from.isEmpty()) {
        throw new IllegalArgumentException("a message is from somebody");
      }
    }

    public Message(String providerMessageId, List<Identity> from, @Nullable String senderName, Content content,
        @Nullable String replyToProviderMessageId, @Nullable Instant sentAt, Map<String, String> metadata) {
      this(providerMessageId, from, senderName, content, Thread.answering(replyToProviderMessageId), sentAt, metadata);
    }

    /// Whether a program wrote it, such as a holiday notice: nobody waits for an answer, and no program may give one.
    public boolean isAutomatic() {
      var automatic = metadata.get("automatic");
      return automatic != null && !automatic.isBlank() && !automatic.equals("false");
    }
  }

  /// What a message belongs to, as far as the service says.
  ///
  /// @param references the service's ids of earlier messages, the one it answers first; may be empty
  /// @param chatId our chat, where the message proves that it belongs there, as by an address that only that chat's
  ///        customer was told; null where it does not
  record Thread(List<String> references, @Nullable UUID chatId) {

    /// Where the service says nothing.
    public static final Thread NONE = new Thread(List.of(), null);

    public Thread {
      references = List.copyOf(references);
    }

    static Thread answering(@Nullable String providerMessageId) {
      return providerMessageId == null ? NONE : new Thread(List.of(providerMessageId), null);
    }
  }

  /// The service reports on a message of ours.
  ///
  /// @param recipient by which identities the service knows who it was sent to; may be empty
  record Receipt(DeliveryReport report, List<Identity> recipient) implements InboundEvent {

    public Receipt {
      recipient = List.copyOf(recipient);
    }

    public Receipt(DeliveryReport report) {
      this(report, List.of());
    }
  }

  /// Somebody wants no more messages from this account, or wants them again.
  ///
  /// @param wanted whether they want them
  /// @param why what they did, such as `STOP` or `complaint`
  record Consent(Identity from, boolean wanted, String why, @Nullable Instant at) implements InboundEvent {}

  /// Somebody has another address now, or a further one.
  ///
  /// @param known by which we may know them
  /// @param also the other one
  /// @param instead whether the known one is not theirs any more
  record Moved(Identity known, Identity also, boolean instead, @Nullable Instant at) implements InboundEvent {}

  /// A template that the service keeps is in another state.
  ///
  /// @param state the service's own word for it, such as `APPROVED`
  /// @param reason why, in the service's words; null where it does not say
  record TemplateState(String name, @Nullable String language, String state, @Nullable String reason)
      implements
      InboundEvent {}

  /// The service says something about the account that its operator should know.
  ///
  /// @param what the service's own word for it, such as `phone_number_quality_update`
  record AccountNotice(String what, String text) implements InboundEvent {}

  /// Something that belongs to another account of the same tenant and service: services call one address for all senders of
  /// a customer.
  ///
  /// @param serviceAccount that account's [IMessageProvider#serviceAccount]
  record Elsewhere(String serviceAccount, InboundEvent event) implements InboundEvent {}

  /// An item that we do not understand: kept and counted.
  ///
  /// @param what the service's own word for it
  /// @param why what was missing or new
  record Unknown(String what, String why) implements InboundEvent {}

  /// An address by which a service knows a person, in its normal form.
  record Identity(IdentityKind kind, String value) {}
}
