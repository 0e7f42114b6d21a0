package dev.switchboard.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.api.TestServer;
import dev.switchboard.api.TestServer.Answer;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.tenant.Viewer;
import dev.switchboard.core.webhook.WebhookFilter;
import dev.switchboard.core.webhook.WebhookLedger;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.public-url", "https://switchboard.example/");

  private static Answer call(byte[] body, String contentType) {
    return SERVER.send("POST", "/webhooks/" + SERVER.accountId() + "?x=%2F1&x=2", BodyPublishers.ofByteArray(body),
        Map.of("Content-Type", contentType, "X-Signature", "good"));
  }

  /// The last call as it is kept.
  private static WebhookRequest last() {
    var ledger = SERVER.bean(WebhookLedger.class);
    var id = ledger.newestFirst(Viewer.all(SERVER.tenantId()), WebhookFilter.ALL, null, 1).getFirst().id();
    return ledger.find(SERVER.tenantId(), id).orElseThrow().request();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded", "text/plain",
      "multipart/form-data; boundary=x", "application/octet-stream", "application/json; charset=utf-16"})
  void theBodyIsKeptByteForByteWhateverItsType(String contentType) {
    var body = new byte[10_000];
    new Random(7).nextBytes(body);
    body[0] = '[';

    var answer = call(body, contentType);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(last().body()).isEqualTo(body);
    assertThat(last().header("content-type").orElseThrow()).contains(contentType);
  }

  @Test
  void aFormIsKeptByteForByte() {
    var body = "From=%2B5511999990001&Body=Ol%C3%A1+mundo&From=again".getBytes(StandardCharsets.UTF_8);

    call(body, "application/x-www-form-urlencoded; charset=utf-8");

    assertThat(last().body()).isEqualTo(body);
  }

  @Test
  void threeMegabytesAreNotTooMuch() {
    assertThat(call(new byte[3 << 20], "application/json").status()).isEqualTo(200);
  }

  @Test
  void aMessageInItIsThereWhenTheServiceHasItsAnswer() {
    var answer = call("[{\"from\":\"+5511999990001\",\"id\":\"in-1\",\"text\":\"Oi\"}]"
        .getBytes(StandardCharsets.UTF_8), "application/json");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(SERVER.database().count("chat_messages where provider_message_id = 'in-1'")).isOne();
  }

  @Test
  void whatDoesNotVerifyIsRefusedWithoutSayingWhy() {
    var answer = SERVER.send("POST", "/webhooks/" + SERVER.accountId(), BodyPublishers.ofString("[]"), Map.of());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).doesNotContain("unsigned");
  }

  @Test
  void anUnknownAccountIsNotFound() {
    var path = "/webhooks/00000000-0000-0000-0000-000000000000";

    assertThat(SERVER.send("POST", path, BodyPublishers.ofString("[]"), Map.of("X-Signature", "good")).status())
        .isEqualTo(404);
    assertThat(SERVER.send("GET", path, BodyPublishers.noBody(), Map.of("X-Signature", "good")).status())
        .isEqualTo(404);
  }

  @Test
  void aServiceMayAskWithGet() {
    var answer = SERVER.send("GET", "/webhooks/" + SERVER.accountId() + "?hub.challenge=7", BodyPublishers.noBody(),
        Map.of("X-Signature", "good"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(last().method()).isEqualTo("GET");
    assertThat(last().url()).endsWith("?hub.challenge=7");
  }

  @Test
  void theServiceIsAskedToCallAgainWhenTheDatabaseIsAway() {
    var body = "[{\"from\":\"+5511999990001\",\"id\":\"in-2\",\"text\":\"Oi\"}]"
        .getBytes(StandardCharsets.UTF_8);
    call("[]".getBytes(StandardCharsets.UTF_8), "application/json");

    SERVER.withoutDatabase(() -> {
      var answer = call(body, "application/json");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
    });

    assertThat(call(body, "application/json").status()).isEqualTo(200);
    await().ignoreExceptions()
        .untilAsserted(() -> assertThat(SERVER.database().count("chat_messages where provider_message_id = 'in-2'"))
            .isOne());
  }
}
