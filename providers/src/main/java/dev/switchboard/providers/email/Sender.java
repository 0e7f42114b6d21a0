package dev.switchboard.providers.email;

import jakarta.mail.internet.InternetAddress;
import org.jspecify.annotations.Nullable;

/// Whom letters are from.
///
/// @param replyTo where answers shall go; null where to the sender
/// @param bouncesTo where reports of failure shall go (the envelope's sender); null where to the sender
/// @param replies makes an address for the answers of each chat, which then takes the place of `replyTo`; null where there
///        are none
/// @param automatic whether to say in every letter that no program shall answer it (RFC 3834, 5)
/// @param defaultSubject of messages that have none of their own
record Sender(InternetAddress from, @Nullable InternetAddress replyTo, @Nullable InternetAddress bouncesTo,
    @Nullable ReplyAddress replies, boolean automatic, String defaultSubject) {

  /// The part of the address after the `@`: our Message-IDs end in it.
  String domain() {
    return from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
  }
}
