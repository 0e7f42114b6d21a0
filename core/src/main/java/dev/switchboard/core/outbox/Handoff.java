package dev.switchboard.core.outbox;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.message.Lane;
import org.jspecify.annotations.Nullable;

/// The short way from acceptance to sending. Where this node has room to send at once, and nothing waits that would come
/// first, a message is claimed by the statement that stores it, and sent as soon as that is committed: no ring, no claim.
///
/// For whoever accepts; implemented by whoever sends on the same node. Thread-safe, never waits.
public interface Handoff {

  /// Takes room for messages that are about to be stored. Close it, whatever becomes of them.
  ///
  /// @param wanted for how many
  /// @return room for some of them at least; null where all have to queue
  @Nullable
  Room reserve(Account account, Lane lane, int wanted);

  /// Places for calls, taken until each is used or the room is closed. Used by one thread.
  interface Room extends AutoCloseable {

    /// How many messages may be claimed.
    int places();

    /// What to claim them with.
    Outbox.Lease lease();

    /// Sends a message that is stored and claimed. Uses up a place.
    void send(Claimed claimed);

    /// Gives back the places that were not used.
    @Override
    void close();
  }
}
