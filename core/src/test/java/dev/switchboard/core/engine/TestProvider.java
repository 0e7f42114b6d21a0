package dev.switchboard.core.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A service that does what a test tells it to, and remembers what it was sent.
///
/// Its webhooks are JSON arrays: `{"from":"+55…","id":"in-1","text":"…"}` for a message, `{"receipt":"DELIVERED","id":"…"}`
/// for a receipt, which may name a `participant` and a failure's `reason` and `detail`; anything else is unknown. A message
/// may say when it was sent (`at`).
public final class TestProvider implements IMessageProvider, ProviderFactory {

  private static final ObjectMapper JSON = new ObjectMapper();

  public final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();
  public volatile Function<OutboundMessage, SendResult> answer = TestProvider::accept;
  public volatile Function<StatusQuery, StatusResult> status = query -> new StatusResult.NotSent();
  public volatile boolean statusLookup;

  /// The id that [#accept] gives a message: one for each attempt.
  public static String idOf(OutboundMessage message) {
    return message.id() + "/" + message.attempt();
  }

  public static SendResult accept(OutboundMessage message) {
    return new SendResult.Accepted(idOf(message));
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public IMessageProvider create(AccountConfiguration account) {
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Channel.WHATSAPP, Set.of(ContentKind.TEXT), 4096, Set.of(DeliveryReport.Status.values()),
        statusLookup, true, Duration.ofHours(24), Duration.ofMillis(100));
  }

  @Override
  public SendResult send(OutboundMessage message) {
    sent.add(message);
    return answer.apply(message);
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    if (request.header("x-signature").isEmpty()) {
      return new WebhookResult.Refused("unsigned");
    }
    try {
      var events = new ArrayList<InboundEvent>();
      for (var item : JSON.readTree(request.body())) {
        if (item.has("from")) {
          events.add(new InboundEvent.Message(item.get("id").asText(),
              List.of(new InboundEvent.Identity(IdentityKind.PHONE, item.get("from").asText())),
              item.path("name").asText("Ana"),
              new Content.Text(item.get("text").asText()), item.path("replyTo").asText(null),
              item.has("at") ? Instant.parse(item.get("at").asText()) : null, Map.of()));
        } else if (item.has("receipt")) {
          var failure = item.has("reason")
              ? Failure.of(FailureReason.valueOf(item.get("reason").asText()), item.path("detail").asText(null))
              : null;
          events.add(new InboundEvent.Receipt(new DeliveryReport(item.get("id").asText(),
              DeliveryReport.Status.valueOf(item.get("receipt").asText()), item.path("participant").asText(""), null,
              failure)));
        } else {
          events.add(new InboundEvent.Unknown("item", "neither message nor receipt"));
        }
      }
      return new WebhookResult.Understood(events);
    } catch (IOException e) {
      return new WebhookResult.Understood(List.of(new InboundEvent.Unknown("body", "not JSON")));
    }
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return status.apply(query);
  }

  /// A signed call with these items.
  public static WebhookRequest webhook(List<Map<String, String>> items) {
    try {
      return new WebhookRequest("POST", "https://switchboard.example/webhooks/x", Map.of(),
          Map.of("x-signature", List.of("good")), JSON.writeValueAsString(items).getBytes(StandardCharsets.UTF_8),
          Instant.now());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
