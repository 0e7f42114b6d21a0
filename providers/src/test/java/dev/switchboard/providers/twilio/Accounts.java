package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Secret;
import java.util.Map;
import java.util.UUID;

/// Accounts as tests need them.
final class Accounts {

  static final String WEBHOOK = "https://switchboard.example/webhooks/1";

  static ObjectNode sms(String url) {
    return TwilioJson.object().put("url", url).put("channel", "sms").put("accountSid", FakeTwilio.ACCOUNT)
        .put("from", "+15005550006").put("webhookUrl", WEBHOOK).put("timeout", 10_000);
  }

  static ObjectNode whatsapp(String url) {
    return sms(url).put("channel", "whatsapp").put("from", "+551150000001");
  }

  static AccountConfiguration with(ObjectNode settings) {
    return new AccountConfiguration(UUID.randomUUID(), "twilio", settings,
        Map.of("authToken", new Secret(FakeTwilio.TOKEN)));
  }

  private Accounts() {}
}
