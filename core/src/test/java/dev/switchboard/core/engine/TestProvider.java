package dev.switchboard.core.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.AccountCheck;
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
import dev.switchboard.core.spi.Listening;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.MediaSource;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.Signals;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A service that does what a test tells it to, and remembers what it was sent.
///
/// Its webhooks are JSON arrays: `{"from":"+55…","id":"in-1","text":"…"}` for a message, `{"receipt":"DELIVERED","id":"…"}`
/// for a receipt, which may name a `participant`, our `messageId` and a failure's `reason` and `detail`; `{"notice":"…","text":"…"}` for a notice; anything else is unknown,
/// unless the test says what it means. A message
/// may say when it was sent (`at`), which messages it answers (`replyTo`, or several `references`), to which chat it proves to
/// belong (`chatId`), and that a program wrote it (`automatic`), and
/// may have a `file`, which is then to be fetched, with a `fileType` and a `fileName`.
///
/// Who it is may be named by several addresses, the best first, with bars between them: `+55…|BR.123`. So may a receipt's
/// `recipient`. `{"consent":"STOP","of":"+55…"}` is about consent, wanted where it says `START`;
/// `{"moved":"+55…","to":"+55…","instead":"true"}` about addresses. Any item may be for another account (`elsewhere`).
public final class TestProvider implements Signals, AccountCheck, MediaSource, Listening, ProviderFactory {

  private static final ObjectMapper JSON = new ObjectMapper();

  public final List<OutboundMessage> sent = new CopyOnWriteArrayList<>();
  public volatile Function<OutboundMessage, SendResult> answer = TestProvider::accept;
  public volatile Function<StatusQuery, StatusResult> status = query -> new StatusResult.NotSent();
  public volatile boolean statusLookup;
  /// What it can do besides taking texts.
  public volatile UnaryOperator<Capabilities.Builder> able = UnaryOperator.identity();

  private final String name;
  public volatile Channel channel;

  private final ContentKind takes;

  public TestProvider() {
    this("test", Channel.WHATSAPP, ContentKind.TEXT);
  }

  public TestProvider(String name, Channel channel, ContentKind takes) {
    this.name = name;
    this.channel = channel;
    this.takes = takes;
  }
  public volatile Set<Capabilities.Signal> signals = Set.of();
  /// What customers were shown: ids, with a `+` behind them where typing was.
  public final List<String> shown = new CopyOnWriteArrayList<>();
  public volatile List<Finding> findings = List.of();
  /// What an item means that is neither message nor receipt.
  public volatile Function<JsonNode, InboundEvent> other = _ -> new InboundEvent.Unknown("item",
      "neither message nor receipt");
  /// What a webhook has to be signed with.
  public volatile String signature = "good";

  public volatile Fetching media = source -> Optional.empty();

  /// What is understood of an item that was fetched.
  public volatile BiFunction<byte[], Instant, Optional<Item>> reread = (_, _) -> Optional.empty();

  /// What the service answers to who fetches a file.
  @FunctionalInterface
  public interface Fetching {
    Optional<Download> fetch(String source) throws IOException;
  }

  /// The id that [#accept] gives a message: one for each attempt.
  public static String idOf(OutboundMessage message) {
    return message.id() + "/" + message.attempt();
  }

  public static SendResult accept(OutboundMessage message) {
    return new SendResult.Accepted(idOf(message));
  }

  /// Accepts as soon as it is allowed to.
  public static Function<OutboundMessage, SendResult> acceptAfter(CountDownLatch allowed) {
    return message -> {
      Latches.awaitQuietly(allowed);
      return accept(message);
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public IMessageProvider create(AccountConfiguration account) {
    return this;
  }

  @Override
  public Capabilities capabilities() {
    var capabilities = Capabilities.over(channel, Duration.ofMillis(100))
        .takes(takes, Capabilities.Limits.text(4096))
        .takes(ContentKind.IMAGE, Capabilities.Limits.file(1024, 5_000, "image/jpeg", "image/png"))
        .takes(ContentKind.DOCUMENT, Capabilities.Limits.file(1024, 100_000_000))
        .webhooks(Set.of(DeliveryReport.Status.values()))
        .signals(signals.toArray(Capabilities.Signal[]::new));
    return able.apply(statusLookup ? capabilities.statusLookup() : capabilities).build();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    sent.add(message);
    return answer.apply(message);
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    if (!request.verified() && !request.header("x-signature").equals(Optional.of(signature))) {
      return new WebhookResult.Refused("unsigned");
    }
    try {
      var events = new ArrayList<InboundEvent>();
      for (var item : JSON.readTree(request.body())) {
        var event = event(item);
        events.add(item.has("elsewhere")
            ? new InboundEvent.Elsewhere(item.get("elsewhere").asText(), event)
            : event);
      }
      return new WebhookResult.Understood(events);
    } catch (IOException e) {
      return new WebhookResult.Understood(List.of(new InboundEvent.Unknown("body", "not JSON")));
    }
  }

  private InboundEvent event(JsonNode item) {
    if (item.has("from")) {
      return new InboundEvent.Message(item.get("id").asText(), identities(item.get("from")),
          item.path("name").asText("Ana"), content(item), thread(item), at(item),
          item.has("automatic") ? Map.of("automatic", item.get("automatic").asText()) : Map.of());
    }
    if (item.has("receipt")) {
      var failure = item.has("reason")
          ? Failure.of(FailureReason.valueOf(item.get("reason").asText()), item.path("detail").asText(null))
          : null;
      return new InboundEvent.Receipt(new DeliveryReport(item.path("id").asText(null),
          DeliveryReport.Status.valueOf(item.get("receipt").asText()), item.path("participant").asText(""), null,
          failure, messageId(item), details(item)),
          item.has("recipient") ? identities(item.get("recipient")) : List.of());
    }
    if (item.has("consent")) {
      var word = item.get("consent").asText();
      return new InboundEvent.Consent(identities(item.get("of")).getFirst(), word.equals("START"), word, at(item));
    }
    if (item.has("moved")) {
      return new InboundEvent.Moved(identities(item.get("moved")).getFirst(), identities(item.get("to")).getFirst(),
          item.path("instead").asBoolean(), at(item));
    }
    if (item.has("notice")) {
      return new InboundEvent.AccountNotice(item.get("notice").asText(), item.path("text").asText());
    }
    return other.apply(item);
  }

  private static @Nullable Instant at(JsonNode item) {
    return item.has("at") ? Instant.parse(item.get("at").asText()) : null;
  }

  private static List<InboundEvent.Identity> identities(JsonNode names) {
    return Arrays.stream(names.asText().split("\\|"))
        .map(name -> new InboundEvent.Identity(kind(name), name))
        .toList();
  }

  private static IdentityKind kind(String name) {
    if (name.matches("[A-Z]{2}\\..*")) {
      return IdentityKind.BSUID;
    }
    return name.contains("@") ? IdentityKind.EMAIL : IdentityKind.PHONE;
  }

  private static InboundEvent.Thread thread(JsonNode item) {
    var named = item.path(item.has("references") ? "references" : "replyTo").asText("");
    return new InboundEvent.Thread(named.isEmpty() ? List.of() : List.of(named.split(" ")),
        item.has("chatId") ? UUID.fromString(item.get("chatId").asText()) : null);
  }

  private static @Nullable UUID messageId(JsonNode item) {
    return item.has("messageId") ? UUID.fromString(item.get("messageId").asText()) : null;
  }

  private static Content content(JsonNode item) {
    return item.has("file")
        ? new Content.Document(MediaFile.at(item.get("file").asText(), item.path("fileType").asText(null),
            item.path("fileName").asText(null)), item.path("text").asText(null))
        : new Content.Text(item.get("text").asText());
  }

  @Override
  public boolean listens() {
    return false;
  }

  @Override
  public void listen(Inbox inbox) {
    throw new IllegalStateException("nobody listens");
  }

  @Override
  public Optional<Item> read(byte[] raw, Instant receivedAt) {
    return reread.apply(raw, receivedAt);
  }

  @Override
  public Optional<Download> fetch(String source) throws IOException {
    return media.fetch(source);
  }

  private static Map<String, String> details(JsonNode item) {
    var details = new HashMap<String, String>();
    item.properties().stream()
        .filter(member -> member.getKey().startsWith("details."))
        .forEach(member -> details.put(member.getKey().substring("details.".length()), member.getValue().asText()));
    return details;
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return status.apply(query);
  }

  @Override
  public void read(String providerMessageId, boolean typing) {
    shown.add(providerMessageId + (typing ? "+" : ""));
  }

  @Override
  public List<Finding> check(@Nullable String webhookUrl) {
    return findings;
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
