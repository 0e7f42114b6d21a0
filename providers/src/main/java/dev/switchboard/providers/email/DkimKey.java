package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// Private keys as `openssl` writes them.
final class DkimKey {

  /// `AlgorithmIdentifier` of RSA (RFC 8017, A.1), and the version before it.
  private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
  private static final int SHORTEST_RSA = 1024;

  /// @param pem `PRIVATE KEY` (RSA or Ed25519) or `RSA PRIVATE KEY`
  /// @throws GeneralSecurityException where it is neither, or too short to be of use
  static PrivateKey parse(String pem) throws GeneralSecurityException {
    try {
      var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
      var pkcs8 = new PKCS8EncodedKeySpec(pem.contains("BEGIN RSA PRIVATE KEY") ? wrapped(der) : der);
      return either(pkcs8);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static PrivateKey either(PKCS8EncodedKeySpec pkcs8) throws GeneralSecurityException {
    try {
      var key = (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(pkcs8);
      if (key.getModulus().bitLength() < SHORTEST_RSA) {
        throw new GeneralSecurityException("RFC 8301 wants keys of at least 1024 bits");
      }
      return key;
    } catch (java.security.spec.InvalidKeySpecException e) {
      return KeyFactory.getInstance("Ed25519").generatePrivate(pkcs8);
    }
  }

  private static byte[] wrapped(byte[] pkcs1) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(RSA);
    out.writeBytes(tagged(0x04, pkcs1));
    return tagged(0x30, out.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /// What the DNS has to say of an RSA key (`p=`); empty for other keys.
  static Optional<String> published(PrivateKey key) {
    if (!(key instanceof RSAPrivateCrtKey rsa)) {
      return Optional.empty();
    }
    try {
      var open = KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
      return Optional.of(Base64.getEncoder().encodeToString(open.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has RSA", e);
    }
  }

  private DkimKey() {}
}
