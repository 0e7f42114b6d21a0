package dev.switchboard.app.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.app.command.CheckOptions;
import dev.switchboard.app.directory.CredentialsFile;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The command `check`: asks a running node over HTTP and prints what it has found.
public final class AccountChecks {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  // Services that do not answer take their time, one question after the other.
  private static final Duration TO_ANSWER = Duration.ofMinutes(3);
  private static final int FINE = 0;
  private static final int NOT_FINE = 1;

  private final PrintStream out;
  private final PrintStream err;

  public AccountChecks(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Whom to ask.
  private record Node(URI url, String apiKey) {}

  /// 0 where nothing is bad, 1 where something is or nobody can say.
  public int run(CheckOptions options) {
    var node = node(options);
    if (node == null) {
      return fail("There are no credentials in " + options.data() + ": give --data of a running node, or --url and "
          + "--api-key.");
    }
    try (var client = HttpClient.newBuilder().connectTimeout(TO_CONNECT).build()) {
      var request = HttpRequest
          .newBuilder(URI.create(node.url + "/api/v1/accounts/" + encoded(options.account()) + "/check"))
          .header("Authorization", "Bearer " + node.apiKey)
          .timeout(TO_ANSWER)
          .build();
      return tell(client.send(request, BodyHandlers.ofString()), node, options);
    } catch (IOException e) {
      return fail("The node at " + node.url + " does not answer (" + e.getClass().getSimpleName()
          + "): is it running, and does it have the role api?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("Interrupted.");
    }
  }

  private static @Nullable Node node(CheckOptions options) {
    var url = options.url();
    var key = options.apiKey();
    if (url != null && key != null) {
      return new Node(url, key.reveal());
    }
    return new CredentialsFile(options.data().resolve("credentials.json")).read()
        .map(
            known -> new Node(url == null ? URI.create(known.url()) : url, key == null ? known.apiKey() : key.reveal()))
        .orElse(null);
  }

  private int tell(HttpResponse<String> answer, Node node, CheckOptions options) throws JsonProcessingException {
    return switch (answer.statusCode()) {
      case 200 -> tell(JSON.readTree(answer.body()), options.json());
      case 401 -> fail("The node at " + node.url + " does not know this API key.");
      case 404 -> fail("There is no account '" + options.account() + "'.");
      // Not our enum: whatever else HTTP has.
      default -> fail("The node at " + node.url + " answered " + answer.statusCode() + ".");
    };
  }

  private int tell(JsonNode report, boolean json) throws JsonProcessingException {
    if (json) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      print(report);
    }
    for (var finding : report.path("findings")) {
      if (finding.path("verdict").asText().equals("BAD")) {
        return NOT_FINE;
      }
    }
    return FINE;
  }

  private void print(JsonNode report) {
    var widest = 0;
    for (var finding : report.path("findings")) {
      widest = Math.max(widest, what(finding).length());
    }
    out.println(report.path("account").asText() + " (" + report.path("provider").asText() + "): "
        + report.path("verdict").asText());
    out.println();
    for (var finding : report.path("findings")) {
      out.printf("  %-8s  %-" + Math.max(widest, 1) + "s  %s%n", finding.path("verdict").asText(), what(finding),
          finding.path("words").asText());
    }
  }

  // What was looked at and, where it is one, the setting to change.
  private static String what(JsonNode finding) {
    var what = finding.path("what").asText();
    return finding.hasNonNull("setting") ? what + " (" + finding.path("setting").asText() + ")" : what;
  }

  private int fail(String sentence) {
    err.println("switchboard: " + sentence);
    return NOT_FINE;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
