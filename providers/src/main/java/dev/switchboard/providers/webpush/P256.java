package dev.switchboard.providers.webpush;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Keys of the curve P-256 as browsers write them: points uncompressed in 65 bytes, private numbers in 32, both in
/// base64url.
final class P256 {

  static final int POINT = 65;
  private static final int NUMBER = 32;
  private static final String CURVE = "secp256r1";
  private static final ECParameterSpec PARAMETERS = parameters();

  private static ECParameterSpec parameters() {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(CURVE));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw everyJavaHasIt(e);
    }
  }

  static KeyPair newPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw everyJavaHasIt(e);
    }
  }

  /// @throws IllegalArgumentException where the bytes are no point of the curve: a secret made with such a one would
  ///         give our private key away
  static ECPublicKey publicKey(byte[] point) {
    if (point.length != POINT || point[0] != 4) {
      throw new IllegalArgumentException("it is not an uncompressed point of 65 bytes");
    }
    var x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + NUMBER));
    var y = new BigInteger(1, Arrays.copyOfRange(point, 1 + NUMBER, POINT));
    if (!onCurve(x, y)) {
      throw new IllegalArgumentException("it is not a point of P-256");
    }
    try {
      return (ECPublicKey) KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), PARAMETERS));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is not a key of P-256", e);
    }
  }

  private static boolean onCurve(BigInteger x, BigInteger y) {
    var curve = PARAMETERS.getCurve();
    var p = ((ECFieldFp) curve.getField()).getP();
    var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
  }

  /// @throws IllegalArgumentException where it is no private number of the curve
  static ECPrivateKey privateKey(byte[] number) {
    var s = new BigInteger(1, number);
    if (number.length != NUMBER || s.signum() == 0 || s.compareTo(PARAMETERS.getOrder()) >= 0) {
      throw new IllegalArgumentException("it is not a private key of 32 bytes");
    }
    try {
      return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(s, PARAMETERS));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is not a key of P-256", e);
    }
  }

  static byte[] bytes(ECPublicKey key) {
    var point = new byte[POINT];
    point[0] = 4;
    put(key.getW().getAffineX(), point, 1);
    put(key.getW().getAffineY(), point, 1 + NUMBER);
    return point;
  }

  static byte[] bytes(ECPrivateKey key) {
    var number = new byte[NUMBER];
    put(key.getS(), number, 0);
    return number;
  }

  // Without the sign's byte, with the zeros in front.
  private static void put(BigInteger number, byte[] into, int at) {
    var bytes = number.toByteArray();
    var from = Math.max(0, bytes.length - NUMBER);
    System.arraycopy(bytes, from, into, at + NUMBER - (bytes.length - from), bytes.length - from);
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Reads base64url as well as plain base64, padded or not: browsers' scripts write all of them.
  ///
  /// @throws IllegalArgumentException where it is neither
  static byte[] fromText(String text) {
    return Base64.getUrlDecoder().decode(text.strip().replace('+', '-').replace('/', '_').replaceFirst("=+$", ""));
  }

  static IllegalStateException everyJavaHasIt(GeneralSecurityException e) {
    return new IllegalStateException("every Java has P-256, HKDF and AES-GCM", e);
  }

  private P256() {}
}
