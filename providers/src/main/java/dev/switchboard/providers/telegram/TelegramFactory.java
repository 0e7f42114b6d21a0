package dev.switchboard.providers.telegram;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes accounts of Telegram, each a bot. They all share one pool of connections.
///
/// Settings and secrets are those of [TelegramSettings].
@Singleton
public final class TelegramFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public String title() {
    return "Telegram";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("token", Kind.SECRET, "Bot token")
            .hint("As @BotFather gave it, such as 123456789:AAF…"),
        AccountField.needed("webhookSecret", Kind.SECRET, "Webhook secret")
            .hint(
                "Make it up: 1 to 256 letters, digits, _ and -. Telegram is told the same as secret_token of setWebhook."),
        AccountField.rare("url", Kind.TEXT, "Address of the Bot API").usually("https://api.telegram.org"),
        AccountField.rare("timeout", Kind.NUMBER, "Longest call, in milliseconds").usually(10_000),
        AccountField.rare("uploadTimeout", Kind.NUMBER, "Longest call with a file, in milliseconds").usually(30_000));
  }

  @Override
  public TelegramProvider create(AccountConfiguration account) {
    return new TelegramProvider(TelegramSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
