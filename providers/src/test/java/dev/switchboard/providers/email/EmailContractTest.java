package dev.switchboard.providers.email;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.FakeService;
import dev.switchboard.core.spi.ProviderContract;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.Secret;
import java.time.Duration;
import java.util.Map;

class EmailContractTest extends ProviderContract {

  @Override
  protected ProviderFactory factory() {
    return new EmailFactory();
  }

  @Override
  protected FakeService fakeService() {
    return new ScriptedSmtpServer();
  }

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return JsonNodeFactory.instance.objectNode().put("host", fake.host()).put("port", fake.port())
        .put("security", "none").put("from", "Support <support@shop.example>").put("username", "support")
        .put("timeout", timeout.toMillis());
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("password", new Secret("correct horse battery"));
  }
}
