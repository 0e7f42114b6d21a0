package dev.switchboard.core.spi;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A provider that has to fetch by itself what customers write, as from a mailbox. Optional.
public interface Listening extends IMessageProvider {

  /// Where it puts what it has fetched.
  interface Inbox {

    /// What was given with the last item that was stored; empty at first.
    Optional<String> position();

    /// Says that the service has been reached and that nothing stands between it and us, so that operators see it. To be
    /// called once after each beginning; does not block.
    default void reached() {}

    /// Stores one item with everything in it, and the position, in one transaction. The same item again changes nothing.
    ///
    /// @param position from where to go on after it; the provider's own words
    /// @param raw the item as it came
    /// @param enclosed the files in it, by the source of their [MediaFile]
    /// @throws RuntimeException where it could not be stored: then it must be given again, at the latest when it is listened
    ///         again. An item that can never be stored is kept as unknown at the third time, and then this returns.
    void put(String position, byte[] raw, List<InboundEvent> events, Map<String, byte[]> enclosed);
  }

  /// One item with everything in it.
  ///
  /// @param enclosed the files in it, by the source of their [MediaFile]
  record Item(List<InboundEvent> events, Map<String, byte[]> enclosed) {

    public Item {
      events = List.copyOf(events);
      enclosed = Map.copyOf(enclosed);
    }
  }

  /// Whether this account is to be listened to at all.
  boolean listens();

  /// Fetches until the thread is interrupted, and then ends within seconds. Only one node does at a time, but for moments in
  /// which two believe that they are the one: what the wrong one puts is refused.
  ///
  /// @throws IOException where the service cannot be reached any more, with words for operators and no secret in them; called
  ///         again after a while
  void listen(Inbox inbox) throws IOException, InterruptedException;

  /// Reads an item again that was put before, with what is understood by now. Pure: no I/O.
  ///
  /// @param raw as it was put
  /// @param receivedAt when it was stored
  /// @return empty where what is kept is not the whole item, or cannot be read without its service
  default Optional<Item> read(byte[] raw, Instant receivedAt) {
    return Optional.empty();
  }
}
