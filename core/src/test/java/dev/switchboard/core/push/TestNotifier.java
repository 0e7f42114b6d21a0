package dev.switchboard.core.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.NotifierFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Push services that do what a test tells them to, and remember what they were handed. Knows neither keys nor encryption.
public final class TestNotifier implements NotifierFactory, Notifier {

  private static final ObjectMapper JSON = new ObjectMapper();

  public final List<Push> sent = new CopyOnWriteArrayList<>();
  public final List<Setup> setups = new CopyOnWriteArrayList<>();
  public volatile Function<Push, SendResult> answer = push -> new SendResult.Accepted("1");

  @Override
  public Keys newKeys() {
    var name = UUID.randomUUID().toString();
    return new Keys("public " + name, new Secret("private " + name));
  }

  @Override
  public Notifier create(Setup setup) {
    setups.add(setup);
    return this;
  }

  @Override
  public Subscription check(Subscription subscription) {
    if (!subscription.endpoint().startsWith("https://")) {
      throw new InvalidConfigurationException("endpoint", "must be an https address");
    }
    return subscription;
  }

  @Override
  public SendResult send(Push push) {
    sent.add(push);
    return answer.apply(push);
  }

  /// What was handed over, as the service worker reads it.
  public List<JsonNode> told() {
    return sent.stream().map(push -> read(push.payload())).toList();
  }

  public static JsonNode read(byte[] payload) {
    try {
      return JSON.readTree(new String(payload, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A browser's subscription, another one for each name.
  public static Subscription subscription(String name) {
    return new Subscription("https://push.example/" + name, "p256dh of " + name, "auth of " + name);
  }
}
