package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.push.Browser;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPushProviderTest {

  private final VapidKeys keys = VapidKeys.generate();
  private final WebPushFactory factory = new WebPushFactory();
  private final Browser browser = new Browser();
  private final RecordingPushService service = new RecordingPushService();

  @AfterEach
  void stop() {
    service.close();
    factory.close();
  }

  @Test
  void theBrowserReadsWhatTheServiceCannot() {
    assertThat(provider(service.host()).send(to(endpoint("http")))).isInstanceOf(SendResult.Accepted.class);

    var push = service.received.element();
    assertThat(browser.read(push.body()).path("body").asText()).isEqualTo("Olá 👋");
    assertThat(new String(push.body(), StandardCharsets.ISO_8859_1)).doesNotContain("Ol");
    assertThat(push.header("Content-encoding")).isEqualTo("aes128gcm");
    assertThat(push.header("Content-type")).isEqualTo("application/octet-stream");
    assertThat(push.header("Ttl")).isEqualTo("2419200");
    assertThat(push.header("Urgency")).isEqualTo("normal");
    assertThat(push.header("Authorization")).startsWith("vapid t=").endsWith(", k=" + keys.publicKey());
  }

  @Test
  void theMessagesAddressIsItsId() {
    service.answer(201, "Location", "/message/1");

    assertThat(provider(service.host()).send(to(endpoint("http"))))
        .isEqualTo(new SendResult.Accepted("http://" + service.host() + "/message/1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "http://[nonsense"})
  void whereThereIsNoAddressOurIdIsItsId(String nowhere) {
    service.answer(201, "Location", nowhere);
    var message = to(endpoint("http"));

    assertThat(provider(service.host()).send(message)).isEqualTo(new SendResult.Accepted(message.id().toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202})
  void otherSuccessesAreSuccessesToo(int success) {
    service.answer(success);

    assertThat(provider(service.host()).send(to(endpoint("http")))).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aSubscriptionIsKeptInOneSpellingAndAnythingElseAsItIs() {
    var subscription = browser.subscription("https://push.example.net/1").toString();

    assertThat(provider().normalAddress(subscription + " ")).isEqualTo(Subscription.parse(subscription).normalForm());
    assertThat(provider().normalAddress("no subscription")).isEqualTo("no subscription");
  }

  @Test
  void withoutTlsNothingIsSent() {
    assertBadAddress(provider().send(to("http://push.example.net/1")));
  }

  @Test
  void anEndpointOnThisMachineIsNotCalled() {
    assertBadAddress(provider().send(to(endpoint("https"))));
    assertThat(service.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/1", "https://127.0.0.1/1", "https://[::1]/1", "https://10.0.0.1/1",
      "https://192.168.1.1/1", "https://169.254.169.254/latest/meta-data", "https://172.16.0.1:8443/1",
      "https://0.0.0.0/1",
      "https://[fd00::1]/1", "https://[fe80::1]/1", "https://[::ffff:127.0.0.1]/1", "https://100.64.0.1/1",
      "https://2130706433/1"})
  void anEndpointInsideIsRefusedWhateverItIsCalled(String endpoint) {
    assertBadAddress(provider().send(to(endpoint)));
  }

  @Test
  void anAllowedHostIsAllowedWithItsPortOnly() {
    assertBadAddress(provider("127.0.0.1:1").send(to(endpoint("http"))));
    assertThat(provider("127.0.0.1").send(to(endpoint("http")))).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void whatIsTooLongIsNotSent() {
    var tooLong = new Content.Notification("T", "x".repeat(3800), null, Map.of("a", "x".repeat(100)), null, null, null);

    assertThat(provider(service.host()).send(message(browser.subscription(endpoint("http")).toString(), tooLong)))
        .isInstanceOfSatisfying(SendResult.Rejected.class,
            rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.CONTENT_REFUSED));
    assertThat(service.received).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() {
    service.answer(307, "Location", "/elsewhere");

    assertThat(provider(service.host()).send(to(endpoint("http")))).isInstanceOf(SendResult.Rejected.class);
    assertThat(service.received).hasSize(1);
  }

  @Test
  void keysThatDoNotBelongTogetherAreRefused() {
    var settings = settings().put("vapidPublicKey", VapidKeys.generate().publicKey());

    assertThatThrownBy(() -> factory.create(account(settings))).isInstanceOfSatisfying(
        InvalidConfigurationException.class, e -> assertThat(e.setting()).isEqualTo("vapidPrivateKey"));
  }

  @Test
  void aSubjectThatAppleRefusesIsDoubtful() {
    assertThat(factory.create(account(settings().put("subject", "mailto:push@localhost"))).check(null))
        .extracting(Finding::verdict).containsExactly(Verdict.GOOD, Verdict.DOUBTFUL, Verdict.UNKNOWN);
    assertThat(provider().check(null)).extracting(Finding::verdict)
        .containsExactly(Verdict.GOOD, Verdict.GOOD, Verdict.UNKNOWN);
  }

  private static void assertBadAddress(SendResult result) {
    assertThat(result).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.BAD_ADDRESS));
  }

  private String endpoint(String scheme) {
    return scheme + "://" + service.host() + "/push/1";
  }

  private WebPushProvider provider(String... allowed) {
    var settings = settings();
    var hosts = settings.putArray("allowedHosts");
    for (var host : allowed) {
      hosts.add(host);
    }
    return factory.create(account(settings));
  }

  private ObjectNode settings() {
    return JsonNodeFactory.instance.objectNode().put("vapidPublicKey", keys.publicKey())
        .put("subject", "mailto:push@shop.example");
  }

  private AccountConfiguration account(ObjectNode settings) {
    return new AccountConfiguration(UUID.randomUUID(), "push", settings, Map.of("vapidPrivateKey", keys.privateKey()));
  }

  private OutboundMessage to(String endpoint) {
    return message(browser.subscription(endpoint).toString(), new Content.Text("Olá 👋"));
  }

  private static OutboundMessage message(String to, Content content) {
    return new OutboundMessage(UUID.randomUUID(), to, content, null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }
}
