package dev.switchboard.providers.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.push.Browser;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.NotifierFactory;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebPushNotifierTest {

  private final WebPushNotifierFactory factory = new WebPushNotifierFactory();
  private final NotifierFactory.Keys keys = factory.newKeys();
  private final Browser browser = new Browser();
  private final RecordingPushService service = new RecordingPushService();

  @AfterEach
  void stop() {
    service.close();
    factory.close();
  }

  private Notifier notifier(String... allowed) {
    return factory.create(setup(keys, "mailto:ops@example.com", allowed));
  }

  private static NotifierFactory.Setup setup(NotifierFactory.Keys keys, String subject, String... allowed) {
    return new NotifierFactory.Setup(keys, subject, Set.of(allowed), Duration.ofSeconds(10));
  }

  private Notifier.Subscription subscription(String endpoint) {
    var json = browser.subscription(endpoint);
    return new Notifier.Subscription(endpoint, json.at("/keys/p256dh").asText(), json.at("/keys/auth").asText());
  }

  private Notifier.Push push(@Nullable String topic) {
    return new Notifier.Push(subscription("http://" + service.host() + "/push/1"),
        "{\"sender\":\"Ana\"}".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(90), Notifier.Urgency.VERY_LOW,
        topic);
  }

  @Test
  void theBrowserReadsWhatTheServiceCannot() {
    assertThat(notifier(service.host()).send(push("0198"))).isInstanceOf(SendResult.Accepted.class);

    var told = service.received.element();
    assertThat(browser.read(told.body()).path("sender").asText()).isEqualTo("Ana");
    assertThat(told.header("Ttl")).isEqualTo("90");
    assertThat(told.header("Urgency")).isEqualTo("very-low");
    assertThat(told.header("Topic")).isEqualTo("0198");
    assertThat(told.header("Content-encoding")).isEqualTo("aes128gcm");
    assertThat(told.header("Authorization")).startsWith("vapid t=").endsWith(", k=" + keys.publicKey());
  }

  @Test
  void withoutATopicThereIsNone() {
    notifier(service.host()).send(push(null));

    assertThat(service.received.element().headers()).doesNotContainKey("Topic");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void aSubscriptionThatHasEndedIsGone(int ended) {
    service.answer(ended);

    assertThat(notifier(service.host()).send(push(null))).isInstanceOfSatisfying(SendResult.Rejected.class,
        rejected -> assertThat(rejected.failure().reason()).isEqualTo(FailureReason.ADDRESS_GONE));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aServiceThatAsksForPatienceSaysHowLong(int busy) {
    service.answer(busy, "Retry-After", "7");

    assertThat(notifier(service.host()).send(push(null))).isInstanceOfSatisfying(SendResult.RetryLater.class,
        later -> assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void whatIsNotAllowedIsNotCalledEither() {
    assertThat(notifier().send(push(null))).isInstanceOf(SendResult.Rejected.class);
    assertThat(service.received).isEmpty();
  }

  @Test
  void aSubscriptionIsWrittenInOneSpelling() {
    var plain = subscription("https://push.example.invalid/1");
    var padded = new Notifier.Subscription(plain.endpoint(), plain.p256dh() + "=", plain.auth() + "==");

    assertThat(notifier().check(padded)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/1", "https://127.0.0.1/1", "https://[::1]/1", "https://10.0.0.1/1",
      "https://192.168.1.1/1", "https://169.254.169.254/latest/meta-data", "https://[fd00::1]/1",
      "https://[::ffff:127.0.0.1]/1", "https://2130706433/1", "http://push.example.invalid/1", "nonsense", "",
      "https://user@push.example.invalid/1", "https://push.example.invalid/1#x", "file:///etc/passwd"})
  void whatIsNoServiceOfTheInternetIsRefused(String endpoint) {
    assertFault("endpoint", new Notifier.Subscription(endpoint, subscription("https://x.invalid").p256dh(),
        subscription("https://x.invalid").auth()));
  }

  @Test
  void keysThatAreNoneAreNamed() {
    var good = subscription("https://push.example.invalid/1");
    for (var bad : List.of("", "AAAA", "!", VapidKeys.generate().privateKey().reveal(), "B" + "A".repeat(86))) {
      assertFault("keys.p256dh", new Notifier.Subscription(good.endpoint(), bad, good.auth()));
    }
    for (var bad : List.of("", "AAAA", "!", good.p256dh())) {
      assertFault("keys.auth", new Notifier.Subscription(good.endpoint(), good.p256dh(), bad));
    }
  }

  private void assertFault(String member, Notifier.Subscription subscription) {
    assertThatThrownBy(() -> notifier().check(subscription)).isInstanceOfSatisfying(
        InvalidConfigurationException.class, e -> assertThat(e.setting()).isEqualTo(member));
  }

  @ParameterizedTest
  @CsvSource({"other, good, privateKey", "good, nonsense, subject", "nonsense, good, publicKey"})
  void aSetupThatCannotWorkIsNamed(String publicKey, String subject, String component) {
    var text = switch (publicKey) {
      case "good" -> keys.publicKey();
      case "other" -> factory.newKeys().publicKey();
      default -> "nonsense";
    };
    var setup = setup(new NotifierFactory.Keys(text, new Secret(keys.privateKey().reveal())),
        subject.equals("good") ? "mailto:ops@example.com" : subject);

    assertThatThrownBy(() -> factory.create(setup)).isInstanceOfSatisfying(InvalidConfigurationException.class,
        e -> assertThat(e.setting()).isEqualTo(component));
  }
}
