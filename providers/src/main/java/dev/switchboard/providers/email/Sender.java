package dev.switchboard.providers.email;

import jakarta.mail.internet.InternetAddress;
import org.jspecify.annotations.Nullable;

/// Whom letters are from.
///
/// @param replyTo where answers shall go; null where to the sender
/// @param defaultSubject of messages that have none of their own
record Sender(InternetAddress from, @Nullable InternetAddress replyTo, String defaultSubject) {

  /// The part of the address after the `@`: our Message-IDs end in it.
  String domain() {
    return from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
  }
}
