package dev.switchboard.core.webhook;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// A place in the list of kept webhooks, by when they came and of those that came together by their ids. Opaque to callers.
public record WebhookCursor(Instant receivedAt, UUID id) {

  private static final int BYTES = 24;

  /// The form in URLs.
  public String encode() {
    var bytes = ByteBuffer.allocate(BYTES)
        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt))
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /// Empty where this is no cursor of ours.
  public static Optional<WebhookCursor> decode(String text) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() != BYTES) {
        return Optional.empty();
      }
      var at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
      return Optional.of(new WebhookCursor(at, new UUID(bytes.getLong(), bytes.getLong())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
