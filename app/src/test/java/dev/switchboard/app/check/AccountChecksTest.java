package dev.switchboard.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.app.command.Command;
import dev.switchboard.app.command.CommandLine;
import dev.switchboard.app.directory.Credentials;
import dev.switchboard.app.directory.CredentialsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountChecksTest {

  private static final String REPORT = """
      {"account":"support","accountId":"1","provider":"email","verdict":"%1$s","checkedAt":"2026-11-21T10:00:00Z",
       "findings":[{"verdict":"GOOD","what":"account","words":"is switched on"},
         {"verdict":"%1$s","what":"SMTP login","setting":"password","words":"é recusado"}]}""";

  @TempDir
  Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = new ArrayList<>();
  private HttpServer node;
  private volatile int status = 200;
  private volatile String answer = REPORT.formatted("GOOD");

  @BeforeEach
  void startNode() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/", exchange -> {
      asked.add(exchange.getRequestURI().getRawPath() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
      var body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    node.start();
    new CredentialsFile(data.resolve("credentials.json")).write(new Credentials(url(), "sb_live_1", "a@b", "secret"));
  }

  @AfterEach
  void stopNode() {
    node.stop(0);
  }

  private String url() {
    return "http://localhost:" + node.getAddress().getPort();
  }

  private int check(String... words) {
    var line = new ArrayList<>(List.of("check"));
    line.addAll(List.of(words));
    var command = (Command.Check) CommandLine.parse(line, Map.of());
    return new AccountChecks(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8)).run(command.options());
  }

  @Test
  void nothingBadIsZero() {
    assertThat(check("support", "--data", data.toString())).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""
        support (email): GOOD

          GOOD      account                is switched on
          GOOD      SMTP login (password)  é recusado
        """);
    assertThat(asked).containsExactly("/api/v1/accounts/support/check Bearer sb_live_1");
  }

  @Test
  void doubtIsZeroToo() {
    answer = REPORT.formatted("DOUBTFUL");
    assertThat(check("support", "--data", data.toString())).isZero();
    answer = REPORT.formatted("UNKNOWN");
    assertThat(check("support", "--data", data.toString())).isZero();
  }

  @Test
  void somethingBadIsOne() {
    answer = REPORT.formatted("BAD");

    assertThat(check("support", "--data", data.toString())).isOne();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("  BAD       SMTP login (password)  é recusado");
  }

  @Test
  void asJsonItIsWhatTheNodeSays() throws IOException {
    answer = REPORT.formatted("BAD");

    assertThat(check("support", "--data", data.toString(), "--json")).isOne();

    var json = new ObjectMapper();
    assertThat(json.readTree(out.toByteArray())).isEqualTo(json.readTree(answer));
  }

  @Test
  void anotherNodeIsAskedByItsAddressAndKey() {
    assertThat(check("my account", "--url=" + url() + "/", "--api-key", "sb_live_2", "--data", "/nowhere")).isZero();

    assertThat(asked).containsExactly("/api/v1/accounts/my%20account/check Bearer sb_live_2");
  }

  @Test
  void whatKeepsItFromAskingIsSaidInOneSentence() {
    status = 404;
    assertThat(check("nobodys", "--data", data.toString())).isOne();
    assertSentence("There is no account 'nobodys'");
    status = 401;
    assertThat(check("support", "--data", data.toString())).isOne();
    assertSentence("does not know this API key");
    status = 503;
    assertThat(check("support", "--data", data.toString())).isOne();
    assertSentence("answered 503");
    assertThat(check("support", "--data", data.resolve("none").toString())).isOne();
    assertSentence("There are no credentials in");
    node.stop(0);
    assertThat(check("support", "--data", data.toString())).isOne();
    assertSentence("is it running");
  }

  private void assertSentence(String part) {
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("switchboard: ").contains(part).hasLineCount(1);
    err.reset();
  }
}
