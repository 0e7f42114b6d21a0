package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What somebody does who has just started Switchboard.
class FirstMinutesTest {

  @RegisterExtension
  static final GreenMailExtension MAIL = new GreenMailExtension(ServerSetupTest.SMTP.dynamicPort())
      .withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());

  @TempDir
  static Path data;

  private static NodeInProcess node;
  private static TestSite site;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    node = NodeInProcess.start(data);
    site = new TestSite(data);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void thePrintedLinesWorkWhenPasted() throws Exception {
    var lines = node.output().lines().map(String::strip).filter(line -> line.startsWith("curl ")).toList();

    var answer = TestSite.JSON.readTree(shell(lines.get(0)));
    var id = answer.get("id").asText();
    site.awaitStatus(UUID.fromString(id), "DELIVERED", "READ");
    var timeline = TestSite.JSON.readTree(shell(lines.get(1).replace("/ID/", "/" + id + "/")));

    assertThat(answer.get("status").asText()).isEqualTo("QUEUED");
    assertThat(timeline.get("entries").findValuesAsText("what")).startsWith("accepted", "attempt", "status");
    assertThat(timeline.get("entries").findValuesAsText("status")).contains("SENT", "DELIVERED");
  }

  @Test
  void aWebSocketClientSeesEachStep() {
    try (var client = LiveClient.connect(site)) {
      var id = site.send("+5511999990002", "Olá");

      await().until(() -> client.statuses(id).contains("DELIVERED"));

      assertThat(client.sent()).contains(id.toString());
      assertThat(client.statuses(id)).startsWith("SENT", "DELIVERED");
    }
  }

  @Test
  void anEmailGoesThroughARealSmtpServer() throws Exception {
    site.query("""
        insert into channel_accounts (id, tenant_id, name, provider, settings)
        select gen_random_uuid(), id, 'mail', 'email',
          jsonb_build_object('host', '127.0.0.1', 'port', %d, 'security', 'none', 'from', 'shop@example.com',
            'timeout', 3000)
        from tenants
        """.formatted(MAIL.getSmtp().getPort()));

    var id = site.send("mail", "ana@example.com", TestSite.JSON.createObjectNode()
        .put("type", "email")
        .put("subject", "Pedido")
        .put("text", "Está a caminho")
        .put("html", "<p>Está a caminho</p>"));
    site.awaitStatus(id, "SENT", "DELIVERED");

    var letter = MAIL.getReceivedMessagesForDomain("example.com")[0];
    assertThat(letter.getSubject()).isEqualTo("Pedido");
    assertThat(letter.getFrom()[0].toString()).contains("shop@example.com");
    assertThat(GreenMailUtil.getWholeMessage(letter)).contains("text/plain", "text/html");
  }

  @Test
  void aCustomerAnswersAndIsFoundInTheChat() {
    site.send("+5511999990003", "Olá");

    site.post("/api/v1/sandbox/sandbox/inbound", TestSite.JSON.createObjectNode()
        .put("from", "+5511999990003")
        .set("content", TestSite.JSON.createObjectNode().put("type", "text").put("text", "Oi!")));

    await().until(() -> site.get("/api/v1/chats").toString().contains("Oi!"));
  }

  @Test
  void theCheckOfTheSandboxFindsNothingBad() {
    site.awaitStatus(site.send("+5511999990004", "Olá"), "DELIVERED", "READ");
    var said = new ByteArrayOutputStream();

    var code = new Main(Map.of(), new PrintStream(said, true, StandardCharsets.UTF_8), System.err)
        .run(List.of("check", "sandbox", "--data", data.toString()));

    assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("sandbox (sandbox): GOOD")
        .contains("circuit breaker", "last send");
    assertThat(code).isZero();
  }

  @Test
  void theCredentialsAreForTheOwnerAlone() throws IOException {
    assertThat(Files.getPosixFilePermissions(data.resolve("credentials.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theAgentLogsInWithTheCredentials() {
    var credentials = site.credentials();

    var answer = site.post("/api/v1/login", TestSite.JSON.createObjectNode()
        .put("email", credentials.agentEmail())
        .put("password", credentials.agentPassword()));

    assertThat(answer.get("accessToken").asText()).isNotBlank();
  }

  @Test
  void healthAndMetricsAreServed() {
    assertThat(site.exchange(site.request("/health").build()).statusCode()).isEqualTo(200);
    assertThat(site.exchange(site.request("/prometheus").build()).body()).contains("hikaricp_connections");
  }

  @Test
  void everyAlertIsOfMetricsThatAreTold() throws IOException {
    site.awaitStatus(site.send("+5511999990005", "Olá"), "DELIVERED", "READ");
    var wanted = Pattern.compile("\\b(?:switchboard|hikaricp|http_server|jvm|process)_\\w+")
        .matcher(Files.readString(Path.of("../docs/alerts.yml"))).results().map(MatchResult::group).distinct().toList();

    var told = site.exchange(site.request("/prometheus").build()).body().lines()
        .filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]", 2)[0]).toList();

    assertThat(wanted).hasSizeGreaterThan(10);
    assertThat(told).containsAll(wanted);
  }

  private static String shell(String line) throws Exception {
    var process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
