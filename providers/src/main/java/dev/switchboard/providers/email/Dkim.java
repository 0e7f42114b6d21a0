package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Signs letters (RFC 6376, with Ed25519 as of RFC 8463), relaxed in header and body, so that what servers do to spaces on
/// the way does not matter.
///
/// @param domain who answers for the letters
/// @param selector which of the domain's keys it is: `<selector>._domainkey.<domain>` in the DNS
/// @param key RSA or Ed25519
record Dkim(String domain, String selector, PrivateKey key) {

  /// What a reader sees or answers by. RFC 8058 wants the two headers about unsubscribing to be signed.
  private static final Set<String> SIGNED = Set.of("from", "to", "cc", "subject", "date", "message-id", "in-reply-to",
      "references", "reply-to", "mime-version", "content-type", "content-transfer-encoding", "list-unsubscribe",
      "list-unsubscribe-post", "auto-submitted");
  /// Signed once more than they are there, so that nobody can add another (RFC 6376, 8.15).
  private static final List<String> NO_MORE_OF = List.of("from", "to", "cc", "subject", "date", "reply-to");

  private record Field(String name, String raw) {}

  /// The letter with its signature before it.
  ///
  /// @param letter with lines that end in CRLF, as it goes over the wire
  byte[] sign(byte[] letter) {
    var text = new String(letter, StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    var fields = fields(end < 0 ? text : text.substring(0, end + 2));
    var signed = fields.stream().filter(each -> SIGNED.contains(each.name())).toList();
    var names = new ArrayList<>(signed.stream().map(Field::name).toList());
    names.addAll(NO_MORE_OF);
    var header = "DKIM-Signature: v=1; a=" + (isRsa() ? "rsa" : "ed25519") + "-sha256; c=relaxed/relaxed;\r\n\td="
        + domain + "; s=" + selector + ";\r\n\th=" + String.join(":\r\n\t ", names) + ";\r\n\tbh="
        + base64(sha256(canonicalBody(end < 0 ? "" : text.substring(end + 4)))) + ";\r\n\tb=";
    var data = new StringBuilder();
    // Of several headers of one name, the last one counts as the first (RFC 6376, 5.4.2).
    for (var field : signedOrder(signed, names)) {
      data.append(canonical(field)).append("\r\n");
    }
    data.append(canonical(new Field("dkim-signature", header)));
    var signature = base64(signature(data.toString().getBytes(StandardCharsets.ISO_8859_1)));
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        (header + signature.replaceAll("(.{70})(?=.)", "$1\r\n\t") + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(letter);
    return out.toByteArray();
  }

  private boolean isRsa() {
    return key instanceof RSAPrivateKey;
  }

  private static List<Field> fields(String header) {
    var fields = new ArrayList<Field>();
    for (var raw : header.split("\r\n(?![ \t])")) {
      var colon = raw.indexOf(':');
      if (colon > 0) {
        fields.add(new Field(raw.substring(0, colon).strip().toLowerCase(Locale.ROOT), raw));
      }
    }
    return fields;
  }

  private static List<Field> signedOrder(List<Field> fields, List<String> names) {
    var left = new ArrayList<>(fields.reversed());
    var ordered = new ArrayList<Field>();
    for (var name : names) {
      left.stream().filter(each -> each.name().equals(name)).findFirst().ifPresent(each -> {
        ordered.add(each);
        left.remove(each);
      });
    }
    return ordered;
  }

  /// RFC 6376, 3.4.2.
  private static String canonical(Field field) {
    var value = field.raw().substring(field.raw().indexOf(':') + 1);
    return field.name() + ":" + value.replace("\r\n", "").replaceAll("[ \t]+", " ").strip();
  }

  /// RFC 6376, 3.4.4.
  private static byte[] canonicalBody(String body) {
    var relaxed = body.replaceAll("[ \t]+", " ").replaceAll(" (?=\r\n|\\z)", "");
    var end = relaxed.length();
    while (relaxed.startsWith("\r\n", end - 2)) {
      end -= 2;
    }
    return (end == 0 ? "" : relaxed.substring(0, end) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] signature(byte[] data) {
    try {
      var signature = Signature.getInstance(isRsa() ? "SHA256withRSA" : "Ed25519");
      signature.initSign(key);
      // RFC 8463 signs the hash, RSA hashes by itself.
      signature.update(isRsa() ? data : sha256(data));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key was tried when the account was made", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return selector + "._domainkey." + domain;
  }
}
