package dev.switchboard.providers.webpush;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts for one browser (RFC 8291), so that the push service in between reads nothing: `aes128gcm` (RFC 8188) in one
/// record.
final class PushEncryption {

  private static final int RECORD = 4096;
  private static final int SALT = 16;
  private static final int TAG = 16;
  /// What there is room for in a record of 4,096 bytes, after the header of 86, the tag of 16 and the mark at the end.
  static final int LONGEST = RECORD - (SALT + 4 + 1 + P256.POINT) - TAG - 1;

  private static final byte LAST_RECORD = 2;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// @param plaintext at most [#LONGEST] bytes
  static byte[] encrypt(byte[] plaintext, Subscription to) {
    var salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    return encrypt(plaintext, to, P256.newPair(), salt);
  }

  /// With a pair and a salt that are only good once.
  static byte[] encrypt(byte[] plaintext, Subscription to, KeyPair ours, byte[] salt) {
    if (plaintext.length > LONGEST) {
      throw new IllegalArgumentException("it has " + plaintext.length + " bytes, and " + LONGEST + " are the most");
    }
    try {
      var point = P256.bytes((ECPublicKey) ours.getPublic());
      var material = material(to, ours, point);
      var key = derive(salt, material, "Content-Encoding: aes128gcm\0", 16);
      var nonce = derive(salt, material, "Content-Encoding: nonce\0", 12);
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, nonce));
      var padded = Arrays.copyOf(plaintext, plaintext.length + 1);
      padded[plaintext.length] = LAST_RECORD;
      return body(salt, point, cipher.doFinal(padded));
    } catch (GeneralSecurityException e) {
      throw P256.everyJavaHasIt(e);
    }
  }

  /// RFC 8291, 3.3 and 3.4: what only the browser and we can know.
  private static byte[] material(Subscription to, KeyPair ours, byte[] point) throws GeneralSecurityException {
    var agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(ours.getPrivate());
    agreement.doPhase(to.key(), true);
    var info = new ByteArrayOutputStream();
    info.writeBytes("WebPush: info\0".getBytes(StandardCharsets.US_ASCII));
    info.writeBytes(P256.bytes(to.key()));
    info.writeBytes(point);
    return derive(to.auth(), agreement.generateSecret(), info.toByteArray(), 32);
  }

  private static byte[] derive(byte[] salt, byte[] material, String info, int length) throws GeneralSecurityException {
    return derive(salt, material, info.getBytes(StandardCharsets.US_ASCII), length);
  }

  private static byte[] derive(byte[] salt, byte[] material, byte[] info, int length) throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(HKDFParameterSpec.ofExtract().addIKM(material).addSalt(salt).thenExpand(info, length));
  }

  /// RFC 8188, 2.1: salt, size of a record, our public key, and the record.
  private static byte[] body(byte[] salt, byte[] point, byte[] record) {
    return ByteBuffer.allocate(salt.length + 4 + 1 + point.length + record.length)
        .put(salt).putInt(RECORD).put((byte) point.length).put(point).put(record).array();
  }

  private PushEncryption() {}
}
