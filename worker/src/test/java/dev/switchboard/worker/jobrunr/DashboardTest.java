package dev.switchboard.worker.jobrunr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DashboardTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void doesNotStartWithoutAPassword() throws IOException {
    assertThatThrownBy(() -> new Dashboard(storage(), new DashboardConfiguration(true, freePort(), "admin", null)))
        .hasMessageContaining("switchboard.dashboard.password");
  }

  @Test
  void showsTasksOnlyToWhoeverKnowsThePassword() throws Exception {
    var port = freePort();
    try (var _ = new Dashboard(storage(), new DashboardConfiguration(true, port, "admin", "s3cret"))) {
      assertThat(status(port, "admin:wrong")).isEqualTo(401);
      assertThat(status(port, "admin:s3cret")).isEqualTo(200);
    }
  }

  @Test
  void doesNotPrintItsPassword() {
    assertThat(new DashboardConfiguration(true, 8000, "admin", "s3cret").toString()).doesNotContain("s3cret");
  }

  private static int status(int port, String credentials) throws Exception {
    var request = HttpRequest
        .newBuilder(URI.create("http://localhost:" + port + "/api/jobs?state=ENQUEUED&order=updatedAt:ASC&limit=10"))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes("UTF-8")))
        .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static StorageProvider storage() {
    return new TaskStorage(DB.database().pool(), new JacksonJsonMapper(false));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
