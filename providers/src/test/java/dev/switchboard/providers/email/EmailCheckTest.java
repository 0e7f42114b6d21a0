package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Secret;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is said about an account that works, and about one that does not.
class EmailCheckTest {

  private GreenMail server;
  private ScriptedDnsServer dns;
  private KeyPair keys;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup[]{new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_IMAP)});
    server.start();
    server.setUser("support@shop.example", "support", "right");
    dns = new ScriptedDnsServer();
    // A longer one does not fit into one datagram.
    keys = TestKeys.rsa(1024);
  }

  @AfterEach
  void stop() {
    server.stop();
    dns.close();
  }

  @Test
  void anAccountThatWorksIsGood() {
    dns.txt("shop.example", "v=spf1 ip4:192.0.2.1 -all").mx("shop.example", "mx.shop.example")
        .txt("_dmarc.shop.example", "v=DMARC1; p=reject").txt("mail2026._domainkey.shop.example",
            TestKeys.published(keys));

    assertThat(check(_ -> {}, "right")).allSatisfy((what, finding) -> {
      // This server has no TLS.
      if (!what.equals("SMTP login")) {
        assertThat(finding.verdict()).as("%s", finding).isEqualTo(Verdict.GOOD);
      }
    }).containsOnlyKeys("SMTP login", "IMAP login", "SPF", "DKIM", "DMARC", "MX");
  }

  @Test
  void aWrongPasswordIsSaidWithItsSetting() {
    var findings = check(_ -> {}, "wrong");

    assertThat(findings.get("SMTP login").verdict()).isEqualTo(Verdict.BAD);
    assertThat(findings.get("SMTP login").setting()).isEqualTo("password");
    assertThat(findings.get("IMAP login").verdict()).isEqualTo(Verdict.BAD);
    assertThat(findings.toString()).doesNotContain("wrong");
  }

  @Test
  void aServerThatIsNotThereIsSaid() {
    var findings = check(settings -> settings.put("port", 1).put("imapPort", 1), "right");

    assertThat(findings.get("SMTP login").setting()).isEqualTo("host");
    assertThat(findings.get("IMAP login").setting()).isEqualTo("imapHost");
  }

  @Test
  void whatTheDnsLacksIsSaid() {
    var findings = check(_ -> {}, "right");

    assertThat(findings.get("SPF").verdict()).isEqualTo(Verdict.BAD);
    assertThat(findings.get("DKIM").verdict()).isEqualTo(Verdict.BAD);
    assertThat(findings.get("DMARC").verdict()).isEqualTo(Verdict.DOUBTFUL);
    assertThat(findings.get("MX").verdict()).isEqualTo(Verdict.BAD);
  }

  @Test
  void whatIsWrongInTheDnsIsSaid() {
    dns.txt("shop.example", "v=spf1 +all").txt("mail2026._domainkey.shop.example", "v=DKIM1; k=rsa; p=AAAA");
    var findings = check(_ -> {}, "right");

    assertThat(findings.get("SPF").verdict()).isEqualTo(Verdict.DOUBTFUL);
    assertThat(findings.get("DKIM").setting()).isEqualTo("dkimKey");
  }

  @Test
  void aDnsThatDoesNotAnswerProvesNothing() {
    dns.close();

    assertThat(check(_ -> {}, "right").get("SPF").verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  private Map<String, Finding> check(Consumer<ObjectNode> change, String password) {
    var settings = JsonNodeFactory.instance.objectNode().put("host", "localhost")
        .put("port", server.getSmtp().getPort())
        .put("security", "none").put("from", "support@shop.example").put("username", "support")
        .put("imapHost", "localhost").put("imapPort", server.getImap().getPort()).put("imapSecurity", "none")
        .put("replyAddress", "reply@shop.example").put("dkimSelector", "mail2026").put("dns", dns.url());
    change.accept(settings);
    var provider = new EmailFactory().create(new AccountConfiguration(UUID.randomUUID(), "mail", settings,
        Map.of("password", new Secret(password), "replySecret", new Secret("a secret of sixteen letters"), "dkimKey",
            new Secret(TestKeys.pem(keys)))));
    var findings = new HashMap<String, Finding>();
    provider.check(null).forEach(each -> findings.put(each.what(), each));
    provider.close();
    return findings;
  }
}
