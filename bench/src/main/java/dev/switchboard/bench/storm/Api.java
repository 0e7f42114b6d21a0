package dev.switchboard.bench.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/// Calls an api node as a business service does. Thread-safe.
final class Api implements AutoCloseable {

  /// What a call came to.
  ///
  /// @param how for the table at the end
  /// @param body missing where there was no answer or none that is JSON
  record Reply(Answer answer, String how, JsonNode body) {

    static Reply without(Answer answer, String how) {
      return new Reply(answer, how, MissingNode.getInstance());
    }
  }

  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofMinutes(2);

  private final Fleet fleet;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2)).build();

  Api(Fleet fleet) {
    this.fleet = fleet;
  }

  Reply post(int node, String path, ObjectNode body) {
    return call(node, path, "POST", HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  Reply delete(int node, String path) {
    return call(node, path, "DELETE", HttpRequest.BodyPublishers.noBody());
  }

  /// Returns when both nodes answer.
  void awaitReady() throws InterruptedException {
    var deadline = System.nanoTime() + START.toNanos();
    for (var node = 0; node < 2; node++) {
      while (call(node, "/health", "GET", HttpRequest.BodyPublishers.noBody()).answer() != Answer.ACCEPTED) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("api node " + node + " does not start, see its log");
        }
        Thread.sleep(200);
      }
    }
  }

  private Reply call(int node, String path, String method, HttpRequest.BodyPublisher body) {
    var request = HttpRequest.newBuilder(fleet.url(node).resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + fleet.apiKey())
        .header("Content-Type", "application/json")
        .method(method, body)
        .build();
    try {
      var response = client.send(request, BodyHandlers.ofString());
      var json = json(response.body());
      return new Reply(answer(response.statusCode(), json), (response.statusCode() + " "
          + json.path("type").asText().replaceFirst(".*/", "")).strip(), json);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return Reply.without(Answer.REFUSED, "no connection");
    } catch (HttpTimeoutException e) {
      return Reply.without(Answer.UNKNOWN, "no answer in time");
    } catch (IOException e) {
      return Reply.without(Answer.UNKNOWN, "a connection that was cut");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.without(Answer.UNKNOWN, "an interruption");
    }
  }

  // As docs/api.md has it: 503 `unknown` is the only answer after which something may have been done or not.
  private static Answer answer(int status, JsonNode body) {
    if (status < 300) {
      return Answer.ACCEPTED;
    }
    return body.path("type").asText().endsWith("/unknown") ? Answer.UNKNOWN : Answer.REFUSED;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
