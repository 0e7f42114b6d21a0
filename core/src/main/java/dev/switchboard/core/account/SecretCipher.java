package dev.switchboard.core.account;

import dev.switchboard.core.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts the secrets of channel accounts with AES-256-GCM under a key from configuration, and signs with keys made from it.
///
/// A sealed secret is `keyId:base64(nonce || ciphertext)` and is bound to its tenant, account and name: copied to
/// another row it does not open. Old keys stay readable while they are configured, so keys can be changed. Thread-safe.
public final class SecretCipher {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;

  private final String currentKeyId;
  private final Map<String, byte[]> keys;
  private final SecureRandom random = new SecureRandom();

  /// @param currentKeyId which key seals
  /// @param keys 32 bytes each, by id; an id has no colon
  public SecretCipher(String currentKeyId, Map<String, byte[]> keys) {
    if (!keys.containsKey(currentKeyId)) {
      throw new IllegalArgumentException("there is no secret key with the id " + currentKeyId);
    }
    keys.forEach((id, key) -> {
      if (key.length != KEY_BYTES || id.contains(":")) {
        throw new IllegalArgumentException("secret key " + id + " must be " + KEY_BYTES + " bytes, its id without ':'");
      }
    });
    this.currentKeyId = currentKeyId;
    this.keys = Map.copyOf(keys);
  }

  /// A cipher for what stands in the rows of a table, under keys that are derived from these.
  public RowCipher rows(String table) {
    return new RowCipher(table, currentKeyId, keys);
  }

  public String seal(UUID tenantId, UUID accountId, String name, Secret secret) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, currentKeyId, nonce, tenantId, accountId, name);
      var sealed = cipher.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
      var both = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
      return currentKeyId + ":" + Base64.getEncoder().encodeToString(both);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM does not work here", e);
    }
  }

  /// @throws IllegalStateException where the key is not configured or the secret belongs to another place
  public Secret open(UUID tenantId, UUID accountId, String name, String sealed) {
    var colon = sealed.indexOf(':');
    var keyId = sealed.substring(0, Math.max(colon, 0));
    if (!keys.containsKey(keyId)) {
      throw new IllegalStateException("secret " + name + " of account " + accountId + " needs the key '" + keyId
          + "', which is not configured");
    }
    try {
      var both = Base64.getDecoder().decode(sealed.substring(colon + 1));
      var nonce = Arrays.copyOf(both, NONCE_BYTES);
      var cipher = cipher(Cipher.DECRYPT_MODE, keyId, nonce, tenantId, accountId, name);
      var clear = cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES);
      return new Secret(new String(clear, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("secret " + name + " of account " + accountId + " does not open", e);
    }
  }

  /// Signs what is given out and comes back, with HMAC-SHA256 under a key that is made from the current one for this purpose
  /// alone.
  ///
  /// @return 32 bytes
  public byte[] sign(String purpose, byte[] data) {
    return sign(currentKeyId, purpose, data);
  }

  /// Whether it was signed for this purpose with any key that is still configured. Takes the same time wherever a wrong
  /// signature differs.
  public boolean signed(String purpose, byte[] data, byte[] signature) {
    var found = false;
    for (var keyId : keys.keySet()) {
      found |= MessageDigest.isEqual(sign(keyId, purpose, data), signature);
    }
    return found;
  }

  private byte[] sign(String keyId, String purpose, byte[] data) {
    return hmac(
        hmac(Objects.requireNonNull(keys.get(keyId)), ("switchboard " + purpose).getBytes(StandardCharsets.UTF_8)),
        data);
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  private Cipher cipher(int mode, String keyId, byte[] nonce, UUID tenantId, UUID accountId, String name)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(keys.get(keyId), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((tenantId + "/" + accountId + "/" + name).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
