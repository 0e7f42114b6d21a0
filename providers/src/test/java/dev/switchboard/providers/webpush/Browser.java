package dev.switchboard.providers.webpush;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A browser that has subscribed: it reads what was encrypted for it (RFC 8291), with HKDF done by hand.
final class Browser {

  private final KeyPair keys = P256.newPair();
  private final byte[] auth = new byte[16];

  Browser() {
    new SecureRandom().nextBytes(auth);
  }

  String subscription(String endpoint) {
    var json = Json.object().put("endpoint", endpoint).putNull("expirationTime");
    json.putObject("keys").put("p256dh", P256.text(point())).put("auth", P256.text(auth));
    return json.toString();
  }

  private byte[] point() {
    return P256.bytes((ECPublicKey) keys.getPublic());
  }

  JsonNode read(byte[] body) {
    return Json.read(decrypt(body));
  }

  byte[] decrypt(byte[] body) {
    try {
      var in = ByteBuffer.wrap(body);
      var salt = bytes(in, 16);
      in.getInt();
      var theirs = bytes(in, in.get());
      var agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(keys.getPrivate());
      agreement.doPhase(P256.publicKey(theirs), true);
      var material = hkdf(auth, agreement.generateSecret(), joined(ascii("WebPush: info\0"), point(), theirs), 32);
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE,
          new SecretKeySpec(hkdf(salt, material, ascii("Content-Encoding: aes128gcm\0"), 16), "AES"),
          new GCMParameterSpec(128, hkdf(salt, material, ascii("Content-Encoding: nonce\0"), 12)));
      var padded = cipher.doFinal(bytes(in, in.remaining()));
      return Arrays.copyOf(padded, padded.length - 1);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("it cannot be decrypted", e);
    }
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
