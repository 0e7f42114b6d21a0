package dev.switchboard.core.template;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// A place in the list of templates, which is in the order of names. Opaque to callers; good for as long as they like.
public record TemplateCursor(String name, UUID id) {

  private static final int ID_BYTES = 16;

  /// The form in URLs.
  public String encode() {
    var text = name.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(ID_BYTES + text.length)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .put(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /// Empty where this is no cursor of ours.
  public static Optional<TemplateCursor> decode(String text) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() <= ID_BYTES) {
        return Optional.empty();
      }
      var id = new UUID(bytes.getLong(), bytes.getLong());
      var name = StandardCharsets.UTF_8.decode(bytes).toString();
      return name.indexOf('\0') < 0 ? Optional.of(new TemplateCursor(name, id)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
