package dev.switchboard.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A provider for an invented service, right in everything but its [Flaw].
final class PigeonProvider implements IMessageProvider {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TEXT_LENGTH = 100;

  private final HttpClient http;
  private final URI url;
  private final Duration timeout;
  private final Secret key;
  private final @Nullable Flaw flaw;
  private final List<String> seen = new ArrayList<>();
  private volatile @Nullable OutboundMessage last;

  PigeonProvider(HttpClient http, AccountConfiguration account, @Nullable Flaw flaw) {
    this.http = http;
    this.flaw = flaw;
    var settings = account.settings();
    if (flaw != Flaw.CHECKS_NO_SETTINGS && !settings.path("url").asText().startsWith("http://")) {
      throw new InvalidConfigurationException("url", "must begin with http://");
    }
    var key = account.secrets().get("key");
    if (key == null) {
      throw new InvalidConfigurationException("key", "is missing");
    }
    this.key = key;
    this.url = URI.create(settings.path("url").asText());
    this.timeout = Duration.ofMillis(Math.max(1, settings.path("timeout").asInt(1)));
    if (flaw == Flaw.CALLS_THE_SERVICE_WHEN_MADE) {
      lookUp("hello");
    }
  }

  @Override
  public String name() {
    return flaw == Flaw.HAS_ANOTHER_NAME ? "dove" : "pigeon";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.over(Channel.SMS, timeout)
        .takes(ContentKind.TEXT, Capabilities.Limits.text(MAX_TEXT_LENGTH))
        .statusLookup()
        .webhooks(Set.of(DeliveryReport.Status.DELIVERED))
        .build();
  }

  @Override
  public SendResult send(OutboundMessage message) {
    last = message;
    if (!(message.content() instanceof Content.Text(var text))) {
      return flaw == Flaw.SENDS_WHAT_IT_DOES_NOT_CLAIM ? post(message, "") : refused();
    }
    var length = flaw == Flaw.COUNTS_CHARS_FOR_CHARACTERS ? text.length() : text.codePointCount(0, text.length());
    return length > MAX_TEXT_LENGTH && flaw != Flaw.SENDS_ANY_LENGTH ? refused() : post(message, text);
  }

  private static SendResult refused() {
    return new SendResult.Rejected(Failure.of(FailureReason.CONTENT_REFUSED, "short texts only"));
  }

  private SendResult post(OutboundMessage message, String text) {
    var body = JSON.createObjectNode().put("id", message.id().toString()).put("text", text).toString();
    if (flaw != Flaw.IGNORES_THE_DEADLINE && message.pastDeadline()) {
      return new SendResult.RetryLater(Failure.of(FailureReason.WORKER_LOST, "too late"));
    }
    try {
      var request = request("/send").POST(HttpRequest.BodyPublishers.ofString(body)).build();
      if (flaw == Flaw.SENDS_TWICE) {
        exchange(request);
      }
      return meaning(exchange(request));
    } catch (ConnectException e) {
      if (flaw == Flaw.THROWS_WHEN_THE_SERVICE_IS_AWAY) {
        throw new IllegalStateException(e);
      }
      return new SendResult.RetryLater(Failure.of(FailureReason.UNREACHABLE, "away"));
    } catch (TimeoutException e) {
      var failure = Failure.of(FailureReason.TIMEOUT, "no answer");
      return flaw == Flaw.CALLS_A_TIMEOUT_NOT_SENT
          ? new SendResult.RetryLater(failure)
          : new SendResult.Unconfirmed(failure);
    } catch (IOException e) {
      var failure = Failure.of(FailureReason.UNREACHABLE, "connection lost");
      return flaw == Flaw.CALLS_A_LOST_CONNECTION_NOT_SENT
          ? new SendResult.RetryLater(failure)
          : new SendResult.Unconfirmed(failure);
    }
  }

  private SendResult meaning(HttpResponse<byte[]> answer) {
    var id = parse(answer.body()).path("id");
    var code = Integer.toString(answer.statusCode());
    return switch (answer.statusCode()) {
      case 200 -> id.isTextual() ? new SendResult.Accepted(accepted(id.textValue())) : nonsense(code);
      case 429 -> new SendResult.RetryLater(new Failure(FailureReason.THROTTLED, code, null),
          flaw == Flaw.IGNORES_RETRY_AFTER
              ? null
              : Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1)));
      case 401 -> new SendResult.Rejected(
          new Failure(flaw == Flaw.CALLS_WRONG_CREDENTIALS_UNKNOWN
              ? FailureReason.UNKNOWN
              : FailureReason.BAD_CREDENTIALS, code, null));
      case 422 -> flaw == Flaw.CALLS_A_REFUSAL_TEMPORARY
          ? new SendResult.RetryLater(new Failure(FailureReason.BAD_ADDRESS, code, null))
          : new SendResult.Rejected(new Failure(FailureReason.BAD_ADDRESS, code, null));
      case 500 -> flaw == Flaw.CALLS_A_PROBLEM_OF_THE_SERVICE_FINAL
          ? new SendResult.Rejected(new Failure(FailureReason.SERVICE_ERROR, code, null))
          : new SendResult.RetryLater(new Failure(FailureReason.SERVICE_ERROR, code, null));
      default -> nonsense(code);
    };
  }

  private String accepted(String id) {
    return flaw == Flaw.REMEMBERS_THE_LAST_MESSAGE && last != null ? "pigeon-" + last.id() : id;
  }

  private SendResult nonsense(String code) {
    return flaw == Flaw.CALLS_NONSENSE_ACCEPTED
        ? new SendResult.Accepted("pigeon-?")
        : new SendResult.Unconfirmed(new Failure(FailureReason.SERVICE_ERROR, code, "nonsense"));
  }

  @Override
  public StatusResult getStatus(StatusQuery query) {
    return lookUp(query.messageId().toString());
  }

  private StatusResult lookUp(String id) {
    try {
      var answer = exchange(request("/status?id=" + id).GET().build());
      var status = parse(answer.body()).path("status");
      if (answer.statusCode() == 200 && status.isTextual()) {
        return switch (status.textValue()) {
          case "unknown" -> new StatusResult.NotSent();
          default -> new StatusResult.Found(
              DeliveryReport.of("pigeon-" + id, DeliveryReport.Status.DELIVERED, null));
        };
      }
    } catch (IOException | TimeoutException e) {
      // The same as an answer that says nothing.
    }
    return flaw == Flaw.DENIES_WHAT_IT_CANNOT_ASK
        ? new StatusResult.NotSent()
        : new StatusResult.CannotTell(Failure.of(FailureReason.UNREACHABLE, "no answer"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + key.reveal());
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, TimeoutException {
    var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public WebhookResult receive(WebhookRequest request) {
    if (!request.verified() && !proven(request)) {
      return new WebhookResult.Refused("no valid signature");
    }
    if (flaw == Flaw.CALLS_BACK_WHEN_CALLED) {
      lookUp("hello");
    }
    if (flaw == Flaw.STUMBLES_OVER_GARBAGE) {
      return new WebhookResult.Understood(events(strictly(request.body())));
    }
    var body = new String(request.body(), StandardCharsets.UTF_8);
    if (flaw == Flaw.REMEMBERS_WEBHOOKS && !body.isBlank() && seen.contains(body)) {
      return new WebhookResult.Understood(List.of());
    }
    seen.add(body);
    return new WebhookResult.Understood(events(parse(request.body())));
  }

  private boolean proven(WebhookRequest request) {
    var signature = request.header("pigeon-signature").orElse("");
    if (flaw == Flaw.STUMBLES_OVER_A_BAD_SIGNATURE && !signature.isEmpty()) {
      return MessageDigest.isEqual(HexFormat.of().parseHex(signature), HexFormat.of().parseHex(sign(request.body())));
    }
    return switch (flaw) {
      case TRUSTS_THE_UNSIGNED -> signature.isEmpty() || signature.equals(sign(request.body()));
      case COMPARES_ONE_LETTER_OF_THE_SIGNATURE -> !signature.isEmpty()
          && signature.charAt(0) == sign(request.body()).charAt(0);
      case TRUSTS_ANY_KEY -> signature.matches("[0-9a-f]{64}");
      case null, default -> signature.equals(sign(request.body()));
    };
  }

  private String sign(byte[] body) {
    return sign(key, body);
  }

  static String sign(Secret key, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<InboundEvent> events(JsonNode body) {
    if (flaw == Flaw.STUMBLES_OVER_NEW_MEMBERS && body.has("x_new_member")) {
      return List.of();
    }
    if (!body.path("items").isArray()) {
      return List.of(new InboundEvent.Unknown("webhook", "no items"));
    }
    var events = new ArrayList<InboundEvent>();
    for (var item : body.path("items")) {
      event(item, events);
      if (flaw == Flaw.HANDLES_THE_FIRST_ITEM_ONLY) {
        break;
      }
    }
    return events;
  }

  private void event(JsonNode item, List<InboundEvent> events) {
    var id = flaw == Flaw.STUMBLES_OVER_OTHER_KINDS ? item.get("id").textValue().strip() : item.path("id").asText();
    if (item.path("status").asText().equals("landed") && !id.isEmpty()) {
      events.add(new InboundEvent.Receipt(DeliveryReport.of(id, DeliveryReport.Status.DELIVERED, null)));
    } else if (flaw != Flaw.DROPS_WHAT_IS_NEW) {
      events.add(new InboundEvent.Unknown("item", "a new status"));
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode strictly(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String toString() {
    return flaw == Flaw.PRINTS_ITS_SECRET ? Map.of("key", key.reveal()).toString() : "pigeon";
  }
}
