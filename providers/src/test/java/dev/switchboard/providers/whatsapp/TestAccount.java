package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An account, and how Meta signs for it. Written once more and not by the provider's own code: otherwise both could be
/// wrong in the same way.
final class TestAccount {

  static final String PHONE_NUMBER_ID = "106540352242922";
  static final String BUSINESS_ACCOUNT_ID = "102290129340398";
  static final Map<String, Secret> SECRETS = Map.of("accessToken", new Secret("EAAtest.token-0123456789abcdef"),
      "appSecret",
      new Secret("app-secret-0123456789"), "verifyToken", new Secret("verify-token-0123456789"));

  static ObjectNode settings(String url, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("phoneNumberId", PHONE_NUMBER_ID)
        .put("businessAccountId", BUSINESS_ACCOUNT_ID).put("url", url).put("timeout", timeout.toMillis());
  }

  static WhatsAppProvider provider(WhatsAppFactory factory, ObjectNode settings) {
    return factory.create(new AccountConfiguration(UUID.randomUUID(), "under-test", settings, SECRETS));
  }

  static WebhookRequest signed(byte[] body, Secret appSecret, Instant at) {
    return new WebhookRequest("POST", "https://switchboard.example/webhooks/1", Map.of(),
        Map.of("content-type", List.of("application/json"), "x-hub-signature-256",
            List.of("sha256=" + hmac(appSecret, body))),
        body, at);
  }

  static Secret secret(String name) {
    var secret = SECRETS.get(name);
    if (secret == null) {
      throw new IllegalArgumentException(name);
    }
    return secret;
  }

  private static String hmac(Secret key, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private TestAccount() {}
}
