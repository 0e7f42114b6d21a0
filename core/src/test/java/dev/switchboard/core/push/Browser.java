package dev.switchboard.core.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A browser in which somebody has allowed notifications: it reads what was encrypted for it (RFC 8291), with HKDF done by
/// hand and nothing of ours.
public final class Browser {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NUMBER = 32;

  private final KeyPair keys;
  private final byte[] auth = new byte[16];

  public Browser() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
      new SecureRandom().nextBytes(auth);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What `PushSubscription.toJSON()` gives.
  public ObjectNode subscription(String endpoint) {
    var json = JSON.createObjectNode().put("endpoint", endpoint).putNull("expirationTime");
    json.putObject("keys").put("p256dh", text(point())).put("auth", text(auth));
    return json;
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] point() {
    var point = ((ECPublicKey) keys.getPublic()).getW();
    return ByteBuffer.allocate(1 + 2 * NUMBER).put((byte) 4).put(number(point.getAffineX()))
        .put(number(point.getAffineY())).array();
  }

  private static byte[] number(BigInteger number) {
    var bytes = number.toByteArray();
    var padded = new byte[NUMBER];
    var length = Math.min(bytes.length, NUMBER);
    System.arraycopy(bytes, bytes.length - length, padded, NUMBER - length, length);
    return padded;
  }

  /// The JSON in a push message.
  public JsonNode read(byte[] body) {
    try {
      return JSON.readTree(decrypt(body));
    } catch (IOException e) {
      throw new AssertionError("it is no JSON", e);
    }
  }

  /// What is in a push message.
  public byte[] decrypt(byte[] body) {
    try {
      return opened(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("it cannot be decrypted", e);
    }
  }

  private byte[] opened(byte[] body) throws GeneralSecurityException {
    var in = ByteBuffer.wrap(body);
    var salt = bytes(in, 16);
    in.getInt();
    var theirs = bytes(in, in.get());
    var agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(keys.getPrivate());
    agreement.doPhase(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(
        new ECPoint(new BigInteger(1, Arrays.copyOfRange(theirs, 1, 1 + NUMBER)),
            new BigInteger(1, Arrays.copyOfRange(theirs, 1 + NUMBER, 1 + 2 * NUMBER))),
        ((ECPublicKey) keys.getPublic()).getParams())), true);
    var material = hkdf(auth, agreement.generateSecret(), joined(ascii("WebPush: info\0"), point(), theirs), 32);
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE,
        new SecretKeySpec(hkdf(salt, material, ascii("Content-Encoding: aes128gcm\0"), 16), "AES"),
        new GCMParameterSpec(128, hkdf(salt, material, ascii("Content-Encoding: nonce\0"), 12)));
    var padded = cipher.doFinal(bytes(in, in.remaining()));
    return Arrays.copyOf(padded, padded.length - 1);
  }

  private static byte[] hkdf(byte[] salt, byte[] material, byte[] info, int length) throws GeneralSecurityException {
    return Arrays.copyOf(hmac(hmac(salt, material), joined(info, new byte[]{1})), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
