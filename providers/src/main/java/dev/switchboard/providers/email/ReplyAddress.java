package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An address for each chat, `reply+<token>@example.com`, that nobody can make up: whoever writes to it was told it.
///
/// The token is the chat's id and the first 80 bits of its HMAC-SHA256, in base32 in lower case: 42 letters that survive
/// programs that change case, in a local part that is shorter than 64.
///
/// @param local the part before the plus
/// @param domain the part after the `@`
record ReplyAddress(String local, String domain, Secret secret) {

  /// With the plus and the token it makes 64 letters, which is what a local part may have (RFC 5321, 4.5.3.1.1).
  static final int LONGEST_LOCAL = 21;

  private static final int ID = 16;
  private static final int PROOF = 10;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  /// So that the secret proves nothing else.
  private static final byte[] PURPOSE = "switchboard reply address\n".getBytes(StandardCharsets.US_ASCII);

  String of(UUID chatId) {
    var token = ByteBuffer.allocate(ID + PROOF).putLong(chatId.getMostSignificantBits())
        .putLong(chatId.getLeastSignificantBits());
    token.put(proof(Arrays.copyOf(token.array(), ID)));
    return local + "+" + base32(token.array()) + "@" + domain;
  }

  /// The chat whose address this is; empty where it is none, or where its proof is wrong.
  Optional<UUID> chat(String address) {
    var prefix = local + "+";
    var suffix = "@" + domain;
    var text = address.toLowerCase(Locale.ROOT);
    if (!text.startsWith(prefix.toLowerCase(Locale.ROOT)) || !text.endsWith(suffix.toLowerCase(Locale.ROOT))
        || text.length() < prefix.length() + suffix.length()) {
      return Optional.empty();
    }
    var token = bytes(text.substring(prefix.length(), text.length() - suffix.length()));
    if (token.length != ID + PROOF) {
      return Optional.empty();
    }
    var proved = MessageDigest.isEqual(proof(Arrays.copyOf(token, ID)), Arrays.copyOfRange(token, ID, ID + PROOF));
    var id = ByteBuffer.wrap(token);
    return proved ? Optional.of(new UUID(id.getLong(), id.getLong())) : Optional.empty();
  }

  private byte[] proof(byte[] id) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(PURPOSE);
      return Arrays.copyOf(mac.doFinal(id), PROOF);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  private static String base32(byte[] bytes) {
    var out = new StringBuilder();
    for (var bit = 0; bit < bytes.length * 8; bit += 5) {
      var value = 0;
      for (var i = bit; i < bit + 5; i++) {
        value = value << 1 | (i < bytes.length * 8 ? bytes[i / 8] >> (7 - i % 8) & 1 : 0);
      }
      out.append(LETTERS.charAt(value));
    }
    return out.toString();
  }

  /// Of no length where it is no base32.
  private static byte[] bytes(String text) {
    var bytes = new byte[text.length() * 5 / 8];
    for (var i = 0; i < text.length(); i++) {
      var value = LETTERS.indexOf(text.charAt(i));
      if (value < 0) {
        return new byte[0];
      }
      for (var bit = 0; bit < 5; bit++) {
        var at = i * 5 + bit;
        if (at / 8 < bytes.length) {
          bytes[at / 8] |= (byte) ((value >> (4 - bit) & 1) << (7 - at % 8));
        }
      }
    }
    return bytes;
  }
}
