package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes accounts of the sandbox. They all share one HTTP client.
///
/// Settings: `url` (where the service is), `webhookUrl` (where it shall call us), `timeout` (milliseconds), and how it
/// shall behave: `seed`, `latency`, `sentAfter`, `deliveredAfter`, `readAfter`, `lateBy`, `retryAfter` and a rate for each
/// [Chance]. Secret: `key`.
@Singleton
public final class SandboxFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public String title() {
    return "Sandbox (simulated service)";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("url", Kind.TEXT, "Address of the sandbox").hint("Such as http://127.0.0.1:8090."),
        AccountField.needed("key", Kind.SECRET, "Key").hint("Make it up. It signs the webhooks."),
        AccountField.wanted("webhookUrl", Kind.TEXT, "Webhook address").hint("Where the sandbox shall call us."),
        AccountField.rare("seed", Kind.NUMBER, "Seed").hint("The same seed plays the same day again."),
        AccountField.rare("timeout", Kind.NUMBER, "Longest call, in milliseconds").usually(5_000));
  }

  @Override
  public SandboxProvider create(AccountConfiguration account) {
    return new SandboxProvider(SandboxSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
