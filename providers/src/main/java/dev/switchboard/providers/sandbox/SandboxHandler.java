package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The service's HTTP interface. Called from virtual threads, which wait as long as the service is to be slow.
final class SandboxHandler implements HttpHandler {

  private static final int LONGEST_BODY = 1 << 16;
  private static final int LONGEST_TEXT = 4096;
  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
  private static final byte[] NONSENSE = "<html><h1>It works!".getBytes(StandardCharsets.US_ASCII);

  private final SandboxState state;

  SandboxHandler(SandboxState state) {
    this.state = state;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
      if (body.length > LONGEST_BODY) {
        refuse(exchange, 413, Trouble.CONTENT_REFUSED);
        return;
      }
      try {
        route(exchange, body);
      } catch (InvalidConfigurationException e) {
        refuse(exchange, 400, Trouble.BAD_REQUEST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void route(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var path = exchange.getRequestURI().getPath();
    var call = exchange.getRequestMethod() + " " + path;
    if (call.equals("POST /v1/messages")) {
      var profile = profile(exchange);
      if (profile.isPresent()) {
        take(exchange, profile.get(), Json.read(body));
      }
    } else if (call.equals("POST /v1/inbound")) {
      var profile = profile(exchange);
      if (profile.isPresent()) {
        write(exchange, profile.get(), Json.read(body));
      }
    } else if (call.equals("GET /v1/statistics")) {
      answer(exchange, 200, statistics());
    } else if (call.equals("GET /v1/messages")) {
      answer(exchange, 200, found(byReference(exchange)));
    } else if (call.startsWith("GET /v1/messages/")) {
      var id = path.substring("/v1/messages/".length());
      answer(exchange, 200, found(state.ledger().find(id).stream().toList()));
    } else {
      refuse(exchange, 404, Trouble.BAD_REQUEST);
    }
  }

  /// Who calls; without a key it is nobody, and that has been answered.
  private Optional<Profile> profile(HttpExchange exchange) throws IOException {
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    var json = exchange.getRequestHeaders().getFirst(Profile.HEADER);
    if (authorization == null || !authorization.startsWith("Bearer ") || authorization.length() < 8) {
      refuse(exchange, 401, Trouble.BAD_KEY);
      return Optional.empty();
    }
    return Optional.of(state.profile(json == null ? "" : json, new Secret(authorization.substring(7))));
  }

  private void take(HttpExchange exchange, Profile profile, JsonNode body) throws IOException, InterruptedException {
    var reference = uuid(body.path("reference").asText()).orElse(null);
    var draft = new Draft(body.path("attempt").asInt(1), body.path("to").asText(), body.path("text").asText());
    if (reference == null || draft.text().codePointCount(0, draft.text().length()) > LONGEST_TEXT) {
      state.turnAway();
      refuse(exchange, 400, Trouble.BAD_REQUEST);
      return;
    }
    if (phone(draft.to()).isEmpty()) {
      state.turnAway();
      refuse(exchange, 422, Trouble.UNKNOWN_NUMBER);
      return;
    }
    var fate = state.fate(profile, reference, draft.attempt());
    // Taken first and answered late: whoever asks meanwhile is told the truth.
    var id = fate.reception().taken() ? state.take(profile, fate, reference, draft).message().id() : "";
    pause(fate.latency());
    receive(exchange, profile, fate, id);
  }

  private void receive(HttpExchange exchange, Profile profile, Fate fate, String id)
      throws IOException, InterruptedException {
    if (!fate.reception().taken()) {
      state.turnAway();
    }
    switch (fate.reception()) {
      case ACCEPTED -> answer(exchange, 202, Json.object().put("id", id));
      case ACCEPTED_WITHOUT_ANSWER -> pause(profile.timeout().multipliedBy(2));
      case ACCEPTED_AND_HUNG_UP -> {
        // Closing the exchange without an answer closes the connection.
      }
      case ACCEPTED_WITH_GARBAGE, GARBAGE -> answer(exchange, 200, NONSENSE);
      case THROTTLED -> {
        exchange.getResponseHeaders().set("Retry-After", Integer.toString(profile.behaviour().retryAfter()));
        refuse(exchange, 429, Trouble.THROTTLED);
      }
      case SERVER_ERROR -> refuse(exchange, 500, Trouble.SERVER_ERROR);
      case REFUSED -> refuse(exchange, 422, fate.trouble() == null ? Trouble.BAD_REQUEST : fate.trouble());
    }
  }

  private void write(HttpExchange exchange, Profile profile, JsonNode body) throws IOException {
    var webhook = profile.webhook();
    if (webhook == null || !(body instanceof ObjectNode item) || !item.path("from").isObject()) {
      refuse(exchange, 400, Trouble.BAD_REQUEST);
      return;
    }
    answer(exchange, 202, Json.object().put("id", state.write(profile, webhook, item)));
  }

  private Collection<Ledger.Entry> byReference(HttpExchange exchange) {
    var query = exchange.getRequestURI().getQuery();
    return query != null && query.startsWith("reference=")
        ? uuid(query.substring("reference=".length())).map(state.ledger()::find).orElse(List.of())
        : List.of();
  }

  private ObjectNode found(Collection<Ledger.Entry> entries) {
    // Asked after the look-up: what was forgotten before it must not be denied.
    var since = state.ledger().since();
    var answer = Json.object().put("since", since.toString());
    var messages = answer.putArray("messages");
    entries.forEach(entry -> messages.add(whereabouts(entry)));
    return answer;
  }

  private ObjectNode whereabouts(Ledger.Entry entry) {
    var fate = entry.fate();
    var taken = entry.message().at();
    return fate.latestReport(Duration.between(taken, state.clock().instant()))
        .map(report -> Plan.whereabouts(entry.message(), fate, report.status(), taken.plus(report.after())))
        .orElseGet(() -> Plan.whereabouts(entry.message(), fate, Status.SENT, taken));
  }

  private ObjectNode statistics() {
    var statistics = state.statistics();
    return Json.object().put("taken", statistics.taken()).put("duplicates", statistics.duplicates())
        .put("turnedAway", statistics.turnedAway()).put("written", statistics.written())
        .put("posts", statistics.posts()).put("waiting", statistics.waiting()).put("givenUp", statistics.givenUp());
  }

  /// The number, where it is one (E.164).
  static Optional<String> phone(String number) {
    return Optional.of(number).filter(PHONE.asMatchPredicate());
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void pause(Duration duration) throws InterruptedException {
    if (duration.isZero()) {
      return;
    }
    if (state.clock() instanceof VirtualClock virtual) {
      virtual.awaitPast(virtual.after(duration));
    } else {
      Thread.sleep(duration);
    }
  }

  private static void refuse(HttpExchange exchange, int status, Trouble trouble) throws IOException {
    var body = Json.object();
    body.putObject("error").put("code", trouble.code()).put("text", trouble.text());
    answer(exchange, status, body);
  }

  private static void answer(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    answer(exchange, status, Json.write(body));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
