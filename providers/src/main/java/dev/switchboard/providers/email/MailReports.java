package dev.switchboard.providers.email;

import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What other programs report about our letters: bounces, complaints, receipts of readers (RFC 8098).
///
/// A letter is ours if it came back with our header or with a Message-ID of our shape; what is about other letters, such as
/// those that somebody wrote from the same mailbox by hand, is told but changes nothing.
///
/// @param at when it was reported; null where that is not known
record MailReports(@Nullable Instant at) {

  /// What the mail reports; empty where it is no report but a mail.
  List<InboundEvent> read(Part mail) {
    return complaint(mail).or(() -> readReceipt(mail)).or(() -> bounce(mail)).orElse(List.of());
  }

  private Optional<List<InboundEvent>> complaint(Part mail) {
    return Complaint.in(mail).map(complaint -> {
      var ours = letter(complaint.returned(), mail.headers());
      if (complaint.type().equals("not-spam")) {
        return List.of(new InboundEvent.Unknown("feedback report", "somebody says that a letter was no spam"));
      }
      if (ours.isEmpty()) {
        return List.of(new InboundEvent.Unknown("complaint", "it is about no letter of ours"));
      }
      if (complaint.recipients().isEmpty()) {
        return List.of(new InboundEvent.Unknown("complaint", "it does not say who complains about " + ours.get()));
      }
      return complaint.recipients().stream()
          .<InboundEvent>map(each -> new InboundEvent.Consent(identity(each), false, "complaint", at)).toList();
    });
  }

  private Optional<List<InboundEvent>> readReceipt(Part mail) {
    return mail.leaves().filter(each -> each.type().matches("message/(?:global-)?disposition-notification")).findFirst()
        .map(part -> {
          var fields = Headers.in(part.text().strip());
          var ids = MessageIds.in(fields.words("Original-Message-ID"));
          var ours = ids.isEmpty() ? Optional.<UUID>empty() : MessageIds.ours(ids.getFirst());
          return List.of(fields.words("Disposition").matches("(?i).*;\\s*displayed.*") && ours.isPresent()
              ? new InboundEvent.Receipt(DeliveryReport.of(ids.getFirst(), Status.READ, at).with(ours.get(), Map.of()))
              : new InboundEvent.Unknown("disposition notification",
                  "it is not about the reading of a letter of ours"));
        });
  }

  private Optional<List<InboundEvent>> bounce(Part mail) {
    return Bounce.in(mail).map(bounce -> {
      var ours = letter(bounce.returned(), mail.headers());
      if (ours.isEmpty()) {
        return List.of(new InboundEvent.Unknown("bounce", "it is about no letter of ours"));
      }
      var id = MessageIds.in(bounce.returned().first("Message-ID").orElse("")).stream()
          .filter(each -> MessageIds.ours(each).isPresent()).findFirst().orElse(null);
      return bounce.recipients().stream().map(each -> event(each, bounce.returned(), id, ours.get())).toList();
    });
  }

  /// Our id of the letter that a report is about.
  private static Optional<UUID> letter(Headers returned, Headers report) {
    var own = returned.first(Automatic.OWN).map(each -> "<" + each.strip() + "@ours>");
    return Stream.of(own.stream(), returned.all("Message-ID").stream().flatMap(each -> MessageIds.in(each).stream()),
        MessageIds.references(report).stream()).flatMap(each -> each).flatMap(each -> MessageIds.ours(each).stream())
        .findFirst();
  }

  private InboundEvent event(Bounce.Recipient recipient, Headers returned, @Nullable String id, UUID ours) {
    if (isCopy(recipient.address(), returned)) {
      return new InboundEvent.AccountNotice("bounced copy",
          "a copy of message " + ours + " did not arrive: " + recipient.failure().text());
    }
    var failure = recipient.failure();
    var who = recipient.address().isEmpty() ? List.<Identity>of() : List.of(identity(recipient.address()));
    return switch (recipient.outcome()) {
      case FAILED -> new InboundEvent.Receipt(new DeliveryReport(id, Status.FAILED, "", at, failure, ours,
          Map.of("bounce", BounceReasons.isHard(failure) ? "hard" : "soft")), who);
      case DELAYED ->
          new InboundEvent.Receipt(new DeliveryReport(id, Status.DELAYED, "", at, failure, ours, Map.of()), who);
      case DELIVERED ->
          new InboundEvent.Receipt(new DeliveryReport(id, Status.DELIVERED, "", at, null, ours, Map.of()), who);
      case RELAYED -> new InboundEvent.Receipt(new DeliveryReport(id, Status.SENT, "", at, null, ours, Map.of()), who);
    };
  }

  /// Whether the letter was only copied to them: then it has not failed for whom it was written to.
  private static boolean isCopy(String address, Headers returned) {
    return holds(returned, "Cc", address) && !holds(returned, "To", address);
  }

  private static boolean holds(Headers headers, String name, String address) {
    return headers.all(name).stream().flatMap(each -> Mailbox.in(each).stream())
        .anyMatch(each -> each.address().equalsIgnoreCase(address));
  }

  private static Identity identity(String address) {
    return new Identity(IdentityKind.EMAIL, address);
  }
}
