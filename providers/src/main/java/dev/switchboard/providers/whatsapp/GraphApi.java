package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.Files;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Download;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/// The Graph API, as one account sees it. Its token goes with every call, and only there and to Meta's hosts of files.
final class GraphApi {

  private final WhatsAppSettings settings;
  private final ServiceClient client;
  private final GraphAnswers answers;

  GraphApi(WhatsAppSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
    this.answers = new GraphAnswers(settings.secrets().accessToken());
  }

  /// Hands a body to the number's `messages`.
  ///
  /// @param deadlineNanos after which it is not put on the wire any more
  Exchange post(JsonNode body, long deadlineNanos) {
    var call = Call.postJson(at(settings.sender().phoneNumberId() + "/messages"), headers(), Json.write(body),
        settings.times().request());
    return client.call(call.before(deadlineNanos));
  }

  /// Hands a file to the number's `media`.
  Exchange upload(Files.Kept file, InputStream bytes) {
    return client.upload(at(settings.sender().phoneNumberId() + "/media"), headers(),
        Map.of("messaging_product", "whatsapp", "type", file.mimeType()), "file", file, bytes,
        settings.times().upload());
  }

  /// Reads an object.
  ///
  /// @param path below the version, such as an id; never from outside
  /// @throws GraphException where Graph says why not
  /// @throws IOException where it was not reached or makes no sense
  JsonNode get(String path, Map<String, String> query) throws IOException {
    var parameters = query.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)).sorted()
        .collect(Collectors.joining("&"));
    var call = Call.get(at(parameters.isEmpty() ? path : path + "?" + parameters), headers(),
        settings.times().request());
    return switch (client.call(call)) {
      case Exchange.Answered answer -> answers.toRead(answer);
      case Exchange.NotSent(var failure) -> throw away(failure);
      case Exchange.Unanswered(var failure) -> throw away(failure);
    };
  }

  /// Opens a file at Meta's.
  ///
  /// @param url of a host that was found to be Meta's
  Download open(URI url) throws IOException {
    return client.open(Call.get(url, headers(), settings.times().upload()));
  }

  GraphAnswers answers() {
    return answers;
  }

  private static IOException away(Failure failure) {
    return new IOException("Meta cannot be reached: " + failure.text());
  }

  private URI at(String path) {
    return URI.create(settings.graph().url() + "/" + settings.graph().version() + "/" + path);
  }

  private Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + settings.secrets().accessToken().reveal());
  }
}
