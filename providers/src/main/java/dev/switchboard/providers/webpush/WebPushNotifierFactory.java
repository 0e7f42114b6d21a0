package dev.switchboard.providers.webpush;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.NotifierFactory;
import dev.switchboard.providers.http.ServiceClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;

/// Makes what notifies agents, out of the parts that accounts of customers' browsers are made of.
@Singleton
public final class WebPushNotifierFactory implements NotifierFactory {

  private static final UUID NO_ACCOUNT = new UUID(0, 0);
  private static final Map<String, String> COMPONENTS = Map.of("vapidPublicKey", "publicKey", "vapidPrivateKey",
      "privateKey");

  private final ServiceClient internet = ServiceClient.toPublicInternet();
  private final ServiceClient anywhere = new ServiceClient();

  @Override
  public Keys newKeys() {
    var keys = VapidKeys.generate();
    return new Keys(keys.publicKey(), keys.privateKey());
  }

  @Override
  public WebPushNotifier create(Setup setup) {
    var settings = JsonNodeFactory.instance.objectNode()
        .put("vapidPublicKey", setup.keys().publicKey())
        .put("subject", setup.subject())
        .put("timeout", setup.timeout().toMillis());
    var hosts = settings.putArray("allowedHosts");
    setup.allowedHosts().forEach(hosts::add);
    try {
      var parsed = WebPushSettings.of(new AccountConfiguration(NO_ACCOUNT, "agents", settings,
          Map.of("vapidPrivateKey", setup.keys().privateKey())));
      return new WebPushNotifier(parsed, new PushServices(parsed, internet, anywhere));
    } catch (InvalidConfigurationException e) {
      throw new InvalidConfigurationException(COMPONENTS.getOrDefault(e.setting(), e.setting()), e.problem());
    }
  }

  @PreDestroy
  void close() {
    internet.close();
    anywhere.close();
  }
}
