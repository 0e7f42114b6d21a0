package dev.switchboard.providers.email;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Somebody pressed the button for spam, and their mail service tells us so (ARF, RFC 5965).
///
/// @param type such as `abuse` or `opt-out`; `not-spam` takes it back
/// @param recipients who complained; empty where the service hides it
/// @param returned the headers of the letter, as far as it was given back
record Complaint(String type, List<String> recipients, Headers returned) {

  private static final List<String> WHO = List.of("Original-Rcpt-To", "Removal-Recipient");

  /// Empty where the mail is no such report.
  static Optional<Complaint> in(Part mail) {
    return mail.leaves().filter(each -> each.is("message/feedback-report")).findFirst().map(report -> {
      var fields = Headers.in(report.text().strip());
      var returned = mail.leaves()
          .filter(each -> each.type().matches("message/(?:rfc822|global)|text/rfc822-headers|message/rfc822-headers"))
          .findFirst().map(each -> Headers.in(Charsets.guess(each.body()))).orElse(new Headers(List.of()));
      return new Complaint(fields.words("Feedback-Type").toLowerCase(Locale.ROOT), who(fields, returned), returned);
    });
  }

  private static List<String> who(Headers fields, Headers returned) {
    var named = WHO.stream().flatMap(each -> fields.all(each).stream());
    // Microsoft's way to say it.
    var hidden = Stream.of("X-HmXmrOriginalRecipient").flatMap(each -> returned.all(each).stream());
    var all = Stream.concat(named, hidden).flatMap(Complaint::addresses).distinct().toList();
    return all.isEmpty() ? returned.all("To").stream().flatMap(Complaint::addresses).distinct().toList() : all;
  }

  private static Stream<String> addresses(String field) {
    return Mailbox.in(field).stream().map(Mailbox::address)
        .filter(each -> !each.toLowerCase(Locale.ROOT).startsWith("redacted"));
  }
}
