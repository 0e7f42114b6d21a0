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

  private static final String DKIM_KEY = TestKeys.pem(TestKeys.rsa(1024));

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
        .put("timeout", timeout.toMillis()).put("replyTo", "answers@shop.example")
        .put("replyAddress", "reply@shop.example").put("bouncesTo", "bounces@shop.example")
        .put("dkimSelector", "mail2026").put("dkimDomain", "shop.example").put("attachmentBytes", 1_000_000)
        .put("imapHost", fake.host()).put("imapPort", fake.port()).put("imapSecurity", "none")
        .put("imapFolder", "INBOX")
        .put("imapUsername", "support").put("imapSince", "2026-11-21").put("imapPollSeconds", 60)
        .put("imapMarkSeen", true).put("automatic", true).put("dns", "dns://127.0.0.1")
        .put("defaultSubject", "A message");
  }

  @Override
  protected Map<String, Secret> secrets() {
    return Map.of("password", new Secret("correct horse battery"), "imapPassword", new Secret("another horse battery"),
        "replySecret", new Secret("sixteen letters at least"), "dkimKey", new Secret(DKIM_KEY));
  }
}
