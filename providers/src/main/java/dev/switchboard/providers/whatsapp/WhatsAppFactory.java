package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes accounts of the WhatsApp Cloud API. They all share one HTTP client.
///
/// Settings: `phoneNumberId`, `businessAccountId`, `url`, `version`, `timeout` and `uploadTimeout` (milliseconds),
/// `mediaHosts`. Secrets: `accessToken`, `appSecret`, `verifyToken`.
@Singleton
public final class WhatsAppFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "whatsapp";
  }

  @Override
  public String title() {
    return "WhatsApp (Meta Cloud API)";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("phoneNumberId", Kind.TEXT, "Phone number ID")
            .hint("App Dashboard, WhatsApp, API Setup. It is not the number itself."),
        AccountField.wanted("businessAccountId", Kind.TEXT, "WhatsApp Business Account ID")
            .hint("On the same page. Templates and the check need it."),
        AccountField.needed("accessToken", Kind.SECRET, "Access token")
            .hint(
                "Of a system user with whatsapp_business_messaging and whatsapp_business_management. The token on the page "
                    + "API Setup ends after a day."),
        AccountField.needed("appSecret", Kind.SECRET, "App secret")
            .hint("App Dashboard, App Settings, Basic. It proves webhooks."),
        AccountField.needed("verifyToken", Kind.SECRET, "Verify token")
            .hint("Make it up. Meta shows it when the webhook is registered."),
        AccountField.rare("url", Kind.TEXT, "Address of the Graph API").usually("https://graph.facebook.com"),
        AccountField.rare("version", Kind.TEXT, "Version of the Graph API").usually("v23.0"),
        AccountField.rare("timeout", Kind.NUMBER, "Longest call, in milliseconds").usually(10_000),
        AccountField.rare("uploadTimeout", Kind.NUMBER, "Longest upload, in milliseconds").usually(30_000),
        AccountField.rare("mediaHosts", Kind.LIST, "Domains of customers' files")
            .usually("fbsbx.com, fbcdn.net, whatsapp.net"));
  }

  @Override
  public WhatsAppProvider create(AccountConfiguration account) {
    return new WhatsAppProvider(WhatsAppSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
