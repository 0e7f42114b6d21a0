package dev.switchboard.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperationsTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  @RegisterExtension
  static final TestServer CLOSED = new TestServer("switchboard.prometheus.token", "for the scraper");

  @Test
  void aHealthyNodeSaysSo() {
    var health = SERVER.get(null, "/health");

    assertThat(health.status()).as(health.toString()).isEqualTo(200);
    assertThat(health.body().get("status").asText()).isEqualTo("UP");
    assertThat(SERVER.get(null, "/health/readiness").status()).isEqualTo(200);
    assertThat(SERVER.get(null, "/health/liveness").status()).isEqualTo(200);
  }

  @Test
  void metricsHaveTheRouteAndNotTheIdInTheirLabels() {
    var id = SERVER.post(SERVER.key(), "/api/v1/messages", """
        {"account":"test","to":"+5511999990001","content":{"type":"text","text":"Oi"}}""").body().get("id").asText();
    assertThat(SERVER.get(SERVER.key(), "/api/v1/messages/" + id).status()).isEqualTo(200);
    SERVER.get(SERVER.key(), "/nowhere/" + id);
    SERVER.send("POST", "/webhooks/" + id, BodyPublishers.ofString("x"), Map.of());

    var metrics = SERVER.get(null, "/prometheus");

    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.text()).contains("uri=\"/api/v1/messages/{id}\"").doesNotContain(id);
  }

  @Test
  void metricsCanNeedAToken() {
    assertThat(CLOSED.get(null, "/prometheus").status()).isEqualTo(401);
    assertThat(CLOSED.get(CLOSED.key(), "/prometheus").status()).isEqualTo(401);
    assertThat(CLOSED.get("for the scraper", "/prometheus").status()).isEqualTo(200);
    assertThat(CLOSED.get(null, "/health").status()).isEqualTo(200);
  }
}
