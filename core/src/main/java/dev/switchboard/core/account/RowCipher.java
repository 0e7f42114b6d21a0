package dev.switchboard.core.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts rows of a table with AES-256-GCM, each under a key of its own, which is derived from a configured one and from
/// the row's place. Copied to another place a row does not open.
///
/// A million rows a day are no matter for one configured key: a random nonce of 96 bits would be used up by four thousand
/// millions under the same key, and here each key seals one row. What is sealed is `nonce || ciphertext || tag`; the key's id
/// stands beside it. Thread-safe, and without a lock that callers would share.
public final class RowCipher {

  /// Overhead in bytes.
  public static final int OVERHEAD = 28;

  private static final String HMAC = "HmacSHA256";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final String currentKeyId;
  private final Map<String, SecretKeySpec> keys;

  /// Where a row stands.
  public record Place(UUID tenantId, UUID accountId, UUID rowId) {

    private byte[] bytes() {
      var bytes = ByteBuffer.allocate(3 * 2 * Long.BYTES);
      for (var id : new UUID[]{tenantId, accountId, rowId}) {
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
      }
      return bytes.array();
    }
  }

  /// @param table another one for each, so that no row is another table's
  RowCipher(String table, String currentKeyId, Map<String, byte[]> keys) {
    this.currentKeyId = currentKeyId;
    this.keys = keys.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, key -> derived(key.getValue(), table)));
  }

  private static SecretKeySpec derived(byte[] key, String table) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return new SecretKeySpec(mac.doFinal(("rows of " + table).getBytes(StandardCharsets.UTF_8)), HMAC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  /// The id of the key that seals now.
  public String keyId() {
    return currentKeyId;
  }

  /// Seals the parts as if they were one.
  public byte[] seal(Place place, byte[]... parts) {
    var nonce = new byte[NONCE_BYTES];
    // The key is the row's alone: the nonce has only to be another one than that of the row's other sealings.
    ThreadLocalRandom.current().nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, currentKeyId, place, nonce);
      var length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
      var sealed = Arrays.copyOf(nonce, length + OVERHEAD);
      var end = NONCE_BYTES;
      for (var part : parts) {
        end += cipher.update(part, 0, part.length, sealed, end);
      }
      cipher.doFinal(sealed, end);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM does not work here", e);
    }
  }

  /// @throws UnopenableException where the key is not configured or the row belongs to another place
  public byte[] open(Place place, String keyId, byte[] sealed) {
    if (!keys.containsKey(keyId)) {
      throw new UnopenableException(
          "row " + place.rowId + " needs the key '" + keyId + "', which is not configured");
    }
    if (sealed.length < OVERHEAD) {
      throw new UnopenableException("row " + place.rowId + " is cut short");
    }
    try {
      var cipher = cipher(Cipher.DECRYPT_MODE, keyId, place, Arrays.copyOf(sealed, NONCE_BYTES));
      return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new UnopenableException("row " + place.rowId + " does not open", e);
    }
  }

  private Cipher cipher(int mode, String keyId, Place place, byte[] nonce) throws GeneralSecurityException {
    var where = place.bytes();
    var mac = Mac.getInstance(HMAC);
    mac.init(Objects.requireNonNull(keys.get(keyId)));
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(mac.doFinal(where), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(where);
    return cipher;
  }
}
