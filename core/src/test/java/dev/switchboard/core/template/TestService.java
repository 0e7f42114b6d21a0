package dev.switchboard.core.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IMessageProvider;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Placeholder;
import dev.switchboard.core.spi.Placeholder.Kind;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.spi.TemplateValue;
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
import org.jspecify.annotations.Nullable;

/// A service that keeps templates for those of its accounts that have WhatsApp, and none for others. What it keeps is what a
/// test puts there; its webhooks are JSON arrays of what it says of them: `{"name":"…","state":"PAUSED"}`.
final class TestService implements ProviderFactory {

  private static final ObjectMapper JSON = new ObjectMapper();

  final List<ServiceTemplateOf> kept = new CopyOnWriteArrayList<>();
  final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();
  volatile @Nullable String trouble;
  volatile Runnable whileAsked = () -> {};

  /// @param text with `{{1}}` where variables go
  record ServiceTemplateOf(String id, String name, String language, String text, String state,
      @Nullable String reason, boolean picture) {}

  void keeps(String name, String language, String text, String state) {
    keeps("id-of-" + name + "-" + language, name, language, text, state, false);
  }

  void keeps(String id, String name, String language, String text, String state, boolean picture) {
    kept.removeIf(each -> each.name().equals(name) && each.language().equals(language));
    kept.add(new ServiceTemplateOf(id, name, language, text, state,
        state.equals(TemplateSource.APPROVED) ? null : "LOW_QUALITY", picture));
  }

  @Override
  public String name() {
    return "keeper";
  }

  @Override
  public IMessageProvider create(AccountConfiguration account) {
    var channel = Channel.valueOf(account.settings().path("channel").asText("WHATSAPP"));
    return channel == Channel.WHATSAPP ? new Keeping() : new Plain(channel);
  }

  static WebhookRequest webhook(List<Map<String, String>> states) {
    try {
      return new WebhookRequest("POST", "https://switchboard.example/webhooks/x", Map.of(), Map.of(),
          JSON.writeValueAsString(states).getBytes(StandardCharsets.UTF_8), Instant.now());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private class Plain implements IMessageProvider {

    private final Channel channel;

    Plain(Channel channel) {
      this.channel = channel;
    }

    @Override
    public String name() {
      return "keeper";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.over(channel, Duration.ofMillis(100))
          .takes(switch (channel) {
            case WHATSAPP, SMS, TELEGRAM -> ContentKind.TEXT;
            case EMAIL -> ContentKind.EMAIL;
            case PUSH -> ContentKind.NOTIFICATION;
          }, Limits.text(200)).build();
    }

    @Override
    public SendResult send(OutboundMessage message) {
      sent.add(message);
      return new SendResult.Accepted(message.id() + "/" + message.attempt());
    }

    @Override
    public WebhookResult receive(WebhookRequest request) {
      try {
        var events = new ArrayList<InboundEvent>();
        for (var item : JSON.readTree(request.body())) {
          events.add(new InboundEvent.TemplateState(item.get("name").asText(), item.path("language").asText(null),
              item.get("state").asText(), item.path("reason").asText(null)));
        }
        return new WebhookResult.Understood(events);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public StatusResult getStatus(StatusQuery query) {
      return new StatusResult.CannotTell(Failure.of(FailureReason.UNKNOWN, "not asked"));
    }
  }

  private final class Keeping extends Plain implements TemplateSource {

    Keeping() {
      super(Channel.WHATSAPP);
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.over(Channel.WHATSAPP, Duration.ofMillis(100)).takes(ContentKind.TEXT, Limits.text(200))
          .takes(ContentKind.TEMPLATE, Limits.text(200))
          .takes(ContentKind.IMAGE, Limits.file(5_000, "image/png")).webhooks(Set.of()).build();
    }

    @Override
    public List<ServiceTemplate> templates() throws IOException {
      var answer = kept.stream().map(this::template).toList();
      whileAsked.run();
      if (trouble != null) {
        throw new IOException(trouble);
      }
      return answer;
    }

    private ServiceTemplate template(ServiceTemplateOf template) {
      var placeholders = new ArrayList<Placeholder>();
      if (template.picture()) {
        placeholders.add(new Placeholder("header", Kind.IMAGE, true, false, null, "header", null));
      }
      if (template.text().contains("{{1}}")) {
        placeholders.add(new Placeholder("1", Kind.TEXT, true, true, 20, "body", "Ana"));
      }
      var components = JsonNodeFactory.instance.arrayNode().add(template.text());
      return new ServiceTemplate(template.id(), template.name(), template.language(), "UTILITY", template.state(),
          template.reason(), components, placeholders, template.text());
    }

    @Override
    public Filling fill(ServiceTemplate template, Map<String, TemplateValue> values) {
      var one = values.get("1");
      if (one != null && "refused".equals(one.text())) {
        return new Filling.Unfit("1", "must not be that");
      }
      var text = template.components().path(0).asText();
      var components = new ArrayList<TemplateComponent>();
      var picture = values.get("header");
      if (picture != null && picture.file() != null) {
        components.add(new TemplateComponent(Part.HEADER, null, null,
            List.of(new Parameter(null, null, new Content.Image(picture.file(), null), null))));
      }
      if (one != null) {
        components.add(
            new TemplateComponent(Part.BODY, null, null, List.of(Parameter.text(String.valueOf(one.text())))));
      }
      return new Filling.Filled(new Content.Template(template.name(), template.language(), values, components,
          one == null ? text : text.replace("{{1}}", String.valueOf(one.text()))));
    }
  }
}
