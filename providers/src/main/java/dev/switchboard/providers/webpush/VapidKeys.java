package dev.switchboard.providers.webpush;

import dev.switchboard.core.spi.Secret;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

/// The pair of keys by which push services know an application (RFC 8292): the public one goes to the browser when it
/// subscribes, the private one signs. Both are base64url, as all libraries for Web Push write them.
///
/// A subscription is bound to the pair for life: whoever changes the pair loses all subscriptions.
public record VapidKeys(String publicKey, Secret privateKey) {

  /// Makes a new pair.
  public static VapidKeys generate() {
    var pair = P256.newPair();
    return new VapidKeys(P256.text(P256.bytes((ECPublicKey) pair.getPublic())),
        new Secret(P256.text(P256.bytes((ECPrivateKey) pair.getPrivate()))));
  }

  /// Prints a new pair for an operator, as the account's setting and secret.
  public static void main(String[] arguments) {
    var keys = generate();
    System.out.println("vapidPublicKey  " + keys.publicKey());
    System.out.println("vapidPrivateKey " + keys.privateKey().reveal());
  }

  /// Whether the two belong together.
  static boolean match(ECPublicKey publicKey, ECPrivateKey privateKey) {
    try {
      var signature = Signature.getInstance(Vapid.ALGORITHM);
      signature.initSign(privateKey);
      var proof = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(proof);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
