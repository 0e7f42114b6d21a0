package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import dev.switchboard.providers.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The sids of contents that Twilio keeps: of templates by their names, and of interactive messages, which have to be put
/// there before they can be sent. Thread-safe; what it remembers can be asked for again.
///
/// https://www.twilio.com/docs/content/content-api-resources
final class ContentCatalogue {

  private static final String OURS = "switchboard-";
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 20;
  private static final int MOST_REMEMBERED = 1_000;
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  /// What Twilio's list had when it was read.
  private record Names(Map<String, String> sids, long readAtNanos) {

    boolean olderThan(Duration age) {
      return System.nanoTime() - readAtNanos > age.toNanos();
    }
  }

  private final TwilioSettings settings;
  private final TwilioApi api;
  private final AtomicReference<@Nullable Names> names = new AtomicReference<>();
  private final Map<String, String> made = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
      return size() > MOST_REMEMBERED;
    }
  });

  ContentCatalogue(TwilioSettings settings, TwilioApi api) {
    this.settings = settings;
    this.api = api;
  }

  /// The sid that a template's name is, that the settings have for it, or that Twilio's list has.
  String sid(Content.Template template, Budget budget) throws UnsendableException {
    if (TwilioSettings.isContentSid(template.name())) {
      return template.name();
    }
    var configured = find(settings.templates(), template);
    // The operator may leave the language out, because who has one template of a name has no need of it.
    var byName = configured == null ? settings.templates().get(template.name()) : configured;
    if (byName != null) {
      return byName;
    }
    var sid = find(known(template, budget), template);
    if (sid == null) {
      throw UnsendableException.rejected(FailureReason.CONTENT_REFUSED,
          "Twilio has no content template of this name and language");
    }
    return sid;
  }

  private static @Nullable String find(Map<String, String> sids, Content.Template template) {
    return sids.get(template.language() == null ? template.name() : key(template.name(), template.language()));
  }

  /// Languages are spelt pt_BR or pt-BR.
  static String key(String name, String language) {
    return name + "/" + language.replace('-', '_');
  }

  private Map<String, String> known(Content.Template template, Budget budget) throws UnsendableException {
    var last = names.get();
    if (last == null) {
      return look(budget);
    }
    var found = find(last.sids(), template) != null;
    if (!last.olderThan(found ? FRESH : BETWEEN_LOOKS)) {
      return last.sids();
    }
    try {
      return look(budget);
    } catch (UnsendableException e) {
      if (found) {
        return last.sids();
      }
      throw e;
    }
  }

  private Map<String, String> look(Budget budget) throws UnsendableException {
    try {
      var read = new Names(byName(read(budget)), System.nanoTime());
      names.set(read);
      return read.sids();
    } catch (UnreadableException e) {
      throw new UnsendableException(new SendResult.RetryLater(e.failure));
    }
  }

  // A name without its language is the first one's: whoever has several says which.
  private static Map<String, String> byName(List<JsonNode> contents) {
    var sids = new HashMap<String, String>();
    for (var content : contents) {
      var sid = content.path("sid").asText();
      var name = content.path("friendly_name").asText();
      sids.putIfAbsent(key(name, content.path("language").asText()), sid);
      sids.putIfAbsent(name, sid);
    }
    return sids;
  }

  /// All templates with their state. Blocks.
  List<ServiceTemplate> all(Budget budget) throws IOException {
    try {
      var contents = read(budget);
      return Stream.concat(configured(contents),
          contents.stream().filter(content -> !content.path("friendly_name").asText().startsWith(OURS))
              .map(content -> template(content, content.path("friendly_name").asText())))
          .toList();
    } catch (UnreadableException e) {
      throw new IOException("Twilio's templates cannot be read: " + e.failure.code() + " " + e.failure.text());
    }
  }

  // Under the names that the operator gave them, which go before Twilio's.
  private Stream<ServiceTemplate> configured(List<JsonNode> contents) {
    return settings.templates().entrySet().stream()
        .flatMap(name -> contents.stream().filter(content -> content.path("sid").asText().equals(name.getValue()))
            .map(content -> template(content, name.getKey().replaceFirst("/[^/]*$", ""))));
  }

  private ServiceTemplate template(JsonNode content, String name) {
    var approval = content.path("approval_requests");
    return new ServiceTemplate(content.path("sid").asText(), name,
        content.path("language").asText(), approval.path("category").asText(), state(approval),
        TwilioJson.text(approval.path("rejection_reason")), content.path("types"),
        ContentGaps.placeholders(content), ContentGaps.text(content.path("types")));
  }

  // Only WhatsApp looks at contents before they are sent.
  private String state(JsonNode approval) {
    return settings.channel() == Channel.WHATSAPP
        ? approval.path("status").asText().toUpperCase(Locale.ROOT)
        : TemplateSource.APPROVED;
  }

  private List<JsonNode> read(Budget budget) throws UnreadableException {
    var contents = new ArrayList<JsonNode>();
    var query = Map.of("PageSize", Integer.toString(PAGE));
    for (var page = 0; page < MOST_PAGES && !query.isEmpty(); page++) {
      var exchange = api.get(budget.errand(), "content", "/v1/ContentAndApprovals", query);
      if (!(exchange instanceof Exchange.Answered answer) || answer.status() != 200) {
        throw new UnreadableException(TwilioAnswers.failure(exchange));
      }
      var body = TwilioJson.read(answer.body());
      body.path("contents").forEach(contents::add);
      query = queryOf(body.path("meta").path("next_page_url").asText(""));
    }
    return contents;
  }

  private static Map<String, String> queryOf(String url) {
    var query = new HashMap<String, String>();
    if (url.indexOf('?') > 0) {
      Form.of(url.substring(url.indexOf('?') + 1)).fields()
          .forEach((name, values) -> query.put(name, values.getFirst()));
    }
    return query;
  }

  /// The sid of an interactive message; puts it there first, unless the same one has been sent lately.
  ///
  /// @param types as [InteractiveContent] writes them
  String sid(ObjectNode types, Budget budget) throws UnsendableException {
    var name = OURS + sha256(types.toString()).substring(0, 32);
    var known = made.get(name);
    if (known != null) {
      return known;
    }
    var content = TwilioJson.object().put("friendly_name", name).put("language", "en");
    content.set("types", types);
    var sid = switch (TwilioAnswers.toSend(api.postJson(budget.errand(), "content", "/v1/Content", content.toString()),
        Instant.now())) {
      case SendResult.Accepted(var id) -> id;
      case SendResult.RetryLater later -> throw new UnsendableException(later);
      case SendResult.Rejected rejected -> throw new UnsendableException(rejected);
      // Perhaps the content is there now, but it was not sent to anybody.
      case SendResult.Unconfirmed(var failure) -> throw new UnsendableException(new SendResult.RetryLater(failure));
    };
    made.put(name, sid);
    return sid;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    UnreadableException(Failure failure) {
      this.failure = failure;
    }
  }
}
