package dev.switchboard.bench.storm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is still to be done: in the outbox, in doubt, parked, and at the simulator. Used by one thread, read by many.
final class Backlog implements AutoCloseable {

  /// @param outbox messages to be sent
  /// @param checks messages to be asked about
  /// @param parked receipts that wait for their message
  /// @param webhooks items that the simulator has still to post
  record Left(long outbox, long checks, long parked, long webhooks) {

    static final Left UNKNOWN = new Left(-1, -1, -1, -1);

    boolean isNothing() {
      return equals(new Left(0, 0, 0, 0));
    }

    @Override
    public String toString() {
      return equals(UNKNOWN)
          ? "database away"
          : "outbox %d, checks %d, parked %d, webhooks %d".formatted(outbox, checks, parked, webhooks);
    }
  }

  private static final int TOO_MUCH = 600;

  private final Fleet fleet;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Connection connection;
  private volatile Left latest = Left.UNKNOWN;

  Backlog(Fleet fleet) {
    this.fleet = fleet;
  }

  Left latest() {
    return latest;
  }

  boolean isTooMuch() {
    return latest.outbox() > TOO_MUCH;
  }

  /// Looks again.
  Left look() {
    try {
      latest = read();
    } catch (SQLException | IOException e) {
      close();
      latest = Left.UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return latest;
  }

  private Left read() throws SQLException, IOException, InterruptedException {
    var open = connection == null ? fleet.connect() : connection;
    connection = open;
    var webhooks = statistics().path("waiting").asLong(-1);
    try (var select = open.createStatement(); var row = select.executeQuery("""
        select (select count(*) from outbox), (select count(*) from status_checks),
          (select count(*) from receipts_waiting)
        """)) {
      row.next();
      return new Left(row.getLong(1), row.getLong(2), row.getLong(3), webhooks);
    }
  }

  /// What the simulator counts.
  JsonNode statistics() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(fleet.simulatorUrl().resolve("/v1/statistics")).timeout(Duration.ofSeconds(5));
    return Api.JSON.readTree(client.send(request.build(), BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It was of no use any more.
      }
      connection = null;
    }
  }
}
