package dev.switchboard.providers.twilio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Twilio's proof that it calls: HMAC-SHA1 by the auth token over the address that was called and, of a form, all its
/// fields by name, each with its value; Base64, in `X-Twilio-Signature`. For any other body the address has its SHA-256.
///
/// https://www.twilio.com/docs/usage/webhooks/webhooks-security
final class TwilioSignature {

  static final String HEADER = "x-twilio-signature";
  private static final String HMAC = "HmacSHA1";
  private static final String BODY_HASH = "bodySHA256";
  private static final Pattern ADDRESS = Pattern
      .compile("(https?://)((?:[^/?#@]*@)?(?:\\[[^]/?#]*]|[^/?#:]*))(:[0-9]{1,5})?(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final List<Secret> tokens;

  /// @param tokens each of which may have signed
  TwilioSignature(List<Secret> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /// @param form what the body is, if it is a form
  boolean proves(WebhookRequest request, Form form) {
    var signature = request.header(HEADER).orElse("").getBytes(UTF_8);
    if (signature.length == 0) {
      return false;
    }
    var query = Form.of(query(request.url()));
    if (query.fields().containsKey(BODY_HASH)) {
      return hasHash(request.body(), query.raw(BODY_HASH)) && signed(request.url(), "", signature);
    }
    // What a GET brings is part of its address.
    return signed(request.url(), request.method().equals("POST") ? joined(form) : "", signature);
  }

  private static boolean hasHash(byte[] body, String hash) {
    try {
      var actual = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
      return MessageDigest.isEqual(actual.getBytes(US_ASCII), hash.toLowerCase(Locale.ROOT).getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  // Names in the order of their code units; of a repeated one each value once, in order.
  private static String joined(Form form) {
    return new TreeMap<>(form.fields()).entrySet().stream()
        .flatMap(field -> new TreeSet<>(field.getValue()).stream().map(value -> field.getKey() + value))
        .collect(Collectors.joining());
  }

  // Every way is tried, right or not: how long it takes tells nothing.
  private boolean signed(String url, String fields, byte[] signature) {
    var valid = false;
    for (var token : tokens) {
      for (var address : spellings(url)) {
        valid |= MessageDigest.isEqual(hmac(token, address + fields), signature);
      }
    }
    return valid;
  }

  /// The same address as Twilio may have written it when it signed: with or without a port, and with its query encoded as
  /// Twilio's older systems do.
  static Set<String> spellings(String url) {
    var spellings = new LinkedHashSet<String>();
    spellings.add(url);
    var parts = ADDRESS.matcher(url);
    if (parts.matches()) {
      var standard = parts.group(1).equalsIgnoreCase("https://") ? ":443" : ":80";
      spellings.add(parts.group(1) + parts.group(2) + parts.group(4));
      spellings.add(parts.group(1) + parts.group(2) + standard + parts.group(4));
    }
    List.copyOf(spellings).forEach(spelling -> spellings.add(recoded(spelling)));
    return spellings;
  }

  private static String recoded(String url) {
    var query = query(url);
    if (query.isEmpty()) {
      return url;
    }
    var pairs = Form.of(query).fields().entrySet().stream()
        .flatMap(field -> field.getValue().stream().map(value -> encoded(field.getKey()) + "=" + encoded(value)))
        .collect(Collectors.joining("&"));
    return url.substring(0, url.indexOf('?') + 1) + pairs;
  }

  private static String encoded(String text) {
    var encoded = new StringBuilder();
    for (var each : text.getBytes(UTF_8)) {
      if (each > 0 && (Character.isLetterOrDigit(each) || "-_.!~*'()".indexOf(each) >= 0)) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }

  private static String query(String url) {
    var question = url.indexOf('?');
    return question < 0 ? "" : url.substring(question + 1);
  }

  private static byte[] hmac(Secret token, String text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(token.reveal().getBytes(UTF_8), HMAC));
      return Base64.getEncoder().encode(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }
}
