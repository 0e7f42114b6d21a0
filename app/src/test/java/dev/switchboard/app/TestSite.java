package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.directory.Credentials;
import dev.switchboard.app.directory.CredentialsFile;
import dev.switchboard.app.directory.KeysFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// A running node as its user sees it: over HTTP with the credentials it told, and over SQL with the URL it printed.
final class TestSite {

  static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Pattern PORT = Pattern.compile("port = (\\d+)");

  private final Path data;

  TestSite(Path data) {
    this.data = data;
  }

  Credentials credentials() {
    return new CredentialsFile(data.resolve("credentials.json")).read().orElseThrow();
  }

  /// As the node prints it.
  String databaseUrl() {
    var owner = new KeysFile(data.resolve("keys.json")).read().database().owner();
    try {
      var port = PORT.matcher(Files.readString(data.resolve("postgres/switchboard.conf")));
      port.find();
      return "postgres://switchboard:" + owner + "@127.0.0.1:" + port.group(1) + "/switchboard";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends a text over the account `sandbox` and returns the message's id.
  UUID send(String to, String text) {
    return send("sandbox", to, JSON.createObjectNode().put("type", "text").put("text", text));
  }

  UUID send(String account, String to, JsonNode content) {
    var body = JSON.createObjectNode().put("account", account).put("to", to).set("content", content);
    return UUID.fromString(post("/api/v1/messages", body).get("id").asText());
  }

  /// Sends so many texts, each to another customer, by as few requests as possible.
  List<UUID> sendMany(int count) {
    var ids = new ArrayList<UUID>();
    for (var first = 0; first < count; first += 1000) {
      var messages = JSON.createArrayNode();
      for (var i = first; i < Math.min(count, first + 1000); i++) {
        messages.addObject()
            .put("account", "sandbox")
            .put("to", "+55119%08d".formatted(10_000_000 + i))
            .putObject("content").put("type", "text").put("text", "Number " + i);
      }
      var answer = post("/api/v1/messages/batch", JSON.createObjectNode().set("messages", messages));
      answer.findValues("id").forEach(id -> ids.add(UUID.fromString(id.asText())));
    }
    return ids;
  }

  /// Where it does not come to that, the message's timeline is in the failure.
  void awaitStatus(UUID messageId, String... statuses) {
    Awaitility.await().untilAsserted(() -> {
      var timeline = get("/api/v1/messages/" + messageId + "/timeline");
      assertThat(timeline.get("status").asText()).as(timeline.toPrettyString()).isIn((Object[]) statuses);
    });
  }

  JsonNode get(String path) {
    return json(exchange(request(path).GET().build()));
  }

  JsonNode post(String path, JsonNode body) {
    return json(exchange(request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build()));
  }

  HttpResponse<String> exchange(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(credentials().url() + path))
        .header("Authorization", "Bearer " + credentials().apiKey());
  }

  /// The first column of all rows, as text.
  List<String> query(String sql) {
    var url = DatabaseUrl.parse(databaseUrl());
    try (var connection = DriverManager.getConnection(url.jdbcUrl(), url.user(), url.password().reveal());
        var statement = connection.createStatement()) {
      var values = new ArrayList<String>();
      if (statement.execute(sql)) {
        var rows = statement.getResultSet();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      var json = JSON.readTree(response.body());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(response.statusCode() + " " + json);
      }
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
