package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes accounts of Twilio. They all share one HTTP client.
///
/// Settings and secrets: see [TwilioSettings] and `docs/channels/twilio.md`.
@Singleton
public final class TwilioFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "twilio";
  }

  @Override
  public String title() {
    return "Twilio (SMS, WhatsApp)";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("channel", Kind.CHOICE, "Channel").of("sms", "whatsapp"),
        AccountField.needed("accountSid", Kind.TEXT, "Account SID").hint("AC…, on the first page of Twilio's console."),
        AccountField.needed("authToken", Kind.SECRET, "Auth token")
            .hint("Beside the account SID. It signs webhooks, and requests are made with it."),
        AccountField.wanted("from", Kind.TEXT, "Sender")
            .hint("A number such as +5511999990001; for SMS also a short code or a name. This or a messaging service."),
        AccountField.wanted("messagingServiceSid", Kind.TEXT, "Messaging service SID")
            .hint("MG…: Twilio chooses the sender."),
        AccountField.wanted("webhookUrl", Kind.TEXT, "Webhook address")
            .hint("Where Twilio reports what became of messages: this account's, which its page shows."),
        AccountField.wanted("apiKeySid", Kind.TEXT, "API key SID")
            .hint("SK…: requests are made with this key instead of the auth token."),
        AccountField.wanted("apiKeySecret", Kind.SECRET, "API key secret").hint("Needed with an API key SID."),
        AccountField.rare("otherAuthToken", Kind.SECRET, "Other auth token")
            .hint("A second one that may have signed, while tokens are changed."),
        AccountField.rare("mms", Kind.FLAG, "The number sends files by SMS").usually(false),
        AccountField.rare("templates", Kind.PAIRS, "Content templates")
            .hint("Their SIDs (HX…) by name, or by name/language."),
        AccountField.rare("mediaHosts", Kind.LIST, "Further hosts of customers' files"),
        AccountField.rare("url", Kind.TEXT, "Address of the API").usually("https://api.twilio.com"),
        AccountField.rare("timeout", Kind.NUMBER, "Longest send, in milliseconds").usually(15_000));
  }

  @Override
  public TwilioProvider create(AccountConfiguration account) {
    return new TwilioProvider(TwilioSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
