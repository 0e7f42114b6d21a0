package dev.switchboard.providers.email;

import java.util.Optional;
import java.util.regex.Pattern;

/// How far a mailbox has been read: the last mail's UID, and the UIDVALIDITY under which it has any meaning (RFC 9051,
/// 2.3.1.1).
record ImapPosition(long validity, long uid) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

  /// Empty where there is none, or where the mailbox has numbered its mails anew since.
  static Optional<ImapPosition> parse(Optional<String> text, long validity) {
    return text.map(FORM::matcher).filter(java.util.regex.Matcher::matches)
        .map(each -> new ImapPosition(Long.parseLong(each.group(1)), Long.parseLong(each.group(2))))
        .filter(each -> each.validity() == validity);
  }

  @Override
  public String toString() {
    return validity + ":" + uid;
  }
}
