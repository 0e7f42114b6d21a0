package dev.switchboard.core.message;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.spi.Content;
import java.time.Duration;
import java.util.List;

/// One way of sending a message that has been checked: it could go by it as it stands here.
///
/// @param patience how long it is tried this way before another is taken
/// @param said in the form that this account takes: one content, or the parts of a text that is too long for one message
/// @param decisions why it is not just what was handed in
record Way(Account account, Address recipient, Duration patience, List<Said> said, List<Decision> decisions) {

  /// @param json the same
  record Said(Content content, String json) {}

  Way {
    said = List.copyOf(said);
    decisions = List.copyOf(decisions);
  }
}
