package dev.switchboard.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which pages may use the API from a browser.
class AllowedOriginsTest {

  private static final String SHOP = "https://shop.example";
  private static final String STRANGER = "https://stranger.example";

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.cors.allowed-origins",
      SHOP + ",http://localhost:3000");

  private static Answer preflight(String origin) {
    return SERVER.send("OPTIONS", "/api/v1/chats", BodyPublishers.noBody(), Map.of("Origin", origin,
        "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization"));
  }

  private static int connect(String... headers) {
    try (var client = HttpClient.newHttpClient()) {
      var builder = client.newWebSocketBuilder().header("Authorization", "Bearer " + SERVER.key());
      for (var i = 0; i < headers.length; i += 2) {
        builder.header(headers[i], headers[i + 1]);
      }
      var address = URI.create(SERVER.uri("/api/v1/ws").toString().replaceFirst("http", "ws"));
      builder.buildAsync(address, new WebSocket.Listener() {}).join().abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  @Test
  void aPageThatIsNamedMayAsk() {
    for (var origin : new String[]{SHOP, "http://localhost:3000"}) {
      assertThat(preflight(origin).header("access-control-allow-origin")).isEqualTo(origin);
      assertThat(preflight(origin).response().headers().firstValue("access-control-allow-credentials")).isEmpty();
      assertThat(SERVER.send(SERVER.key(), "GET", "/api/v1/chats", null, "Origin", origin)
          .header("access-control-allow-origin")).isEqualTo(origin);
    }
  }

  @Test
  void aPageThatIsNotNamedMayNot() {
    assertThat(preflight(STRANGER).response().headers().firstValue("access-control-allow-origin")).isEmpty();
    assertThat(SERVER.send(SERVER.key(), "GET", "/api/v1/chats", null, "Origin", STRANGER).response().headers()
        .firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void aWebSocketIsOpenedByOurPagesAndThoseThatAreNamed() {
    var own = SERVER.uri("/").toString().replaceAll("/$", "");

    assertThat(connect()).isEqualTo(101);
    assertThat(connect("Origin", own)).isEqualTo(101);
    assertThat(connect("Origin", SHOP)).isEqualTo(101);
    assertThat(connect("Origin", STRANGER)).isEqualTo(403);
    assertThat(connect("Origin", "null")).isEqualTo(403);
    assertThat(connect("Origin", STRANGER, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
  }

  @Test
  void anAllowedPageStillGetsNoCookie() {
    var login = "{\"email\":\"" + SERVER.agent().email() + "\",\"password\":\"" + TestServer.PASSWORD + "\"}";

    var answer = SERVER.send(null, "POST", "/api/v1/login", login, "Origin", SHOP);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.response().headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void whatIsNoOriginKeepsTheNodeFromStarting() {
    for (var wrong : new String[]{"*", "https://shop.example/", "shop.example", "https://Shop.example"}) {
      assertThatThrownBy(() -> new AllowedOrigins(List.of(SHOP, wrong))).hasMessageContaining(wrong + " is no origin");
    }
  }
}
