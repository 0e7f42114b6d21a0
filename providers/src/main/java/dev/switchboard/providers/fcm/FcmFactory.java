package dev.switchboard.providers.fcm;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes accounts of Firebase projects. They all share one HTTP client.
///
/// Settings: `url`, `tokenUrl`, `projectId`, `timeout` (milliseconds); none is needed. Secret: `serviceAccount`, the whole
/// key file as Google hands it out.
@Singleton
public final class FcmFactory implements ProviderFactory {

  private final ServiceClient client = new ServiceClient();

  @Override
  public String name() {
    return "fcm";
  }

  @Override
  public String title() {
    return "Firebase Cloud Messaging";
  }

  @Override
  public List<AccountField> fields() {
    return List.of(
        AccountField.needed("serviceAccount", Kind.LONG_SECRET, "Service account key")
            .hint("The whole key file, JSON. Firebase console, Project settings, Service accounts."),
        AccountField.wanted("projectId", Kind.TEXT, "Project ID").hint("Where it is not the key file's."),
        AccountField.rare("url", Kind.TEXT, "Address of FCM").usually("https://fcm.googleapis.com"),
        AccountField.rare("tokenUrl", Kind.TEXT, "Address for access tokens").hint("Where it is not the key file's."),
        AccountField.rare("timeout", Kind.NUMBER, "Longest send, in milliseconds").usually(10_000));
  }

  @Override
  public FcmProvider create(AccountConfiguration account) {
    return new FcmProvider(FcmSettings.of(account), client);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
