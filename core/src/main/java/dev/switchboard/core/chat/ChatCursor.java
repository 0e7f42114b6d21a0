package dev.switchboard.core.chat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// A place in the list of chats: before it are the chats with an earlier last activity, and of those with the same, the
/// smaller ids. Opaque to callers; good for as long as they like.
public record ChatCursor(Instant lastActivityAt, UUID id) {

  private static final int BYTES = 24;

  /// The form in URLs.
  public String encode() {
    var micros = ChronoUnit.MICROS.between(Instant.EPOCH, lastActivityAt);
    var bytes = ByteBuffer.allocate(BYTES)
        .putLong(micros)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /// Empty where this is no cursor of ours.
  public static Optional<ChatCursor> decode(String text) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() != BYTES) {
        return Optional.empty();
      }
      var at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
      return Optional.of(new ChatCursor(at, new UUID(bytes.getLong(), bytes.getLong())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
