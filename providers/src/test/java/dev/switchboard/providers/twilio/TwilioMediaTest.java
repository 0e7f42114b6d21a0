package dev.switchboard.providers.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.spi.HttpReply;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwilioMediaTest {

  private static final String PATH = "/2010-04-01/Accounts/" + FakeTwilio.ACCOUNT + "/Messages/MM1/Media/ME1";

  private final FakeTwilio api = new FakeTwilio();
  private final FakeTwilio cdn = new FakeTwilio();
  private final TwilioFactory factory = new TwilioFactory();

  @AfterEach
  void close() {
    factory.close();
    api.close();
    cdn.close();
  }

  @Test
  void aFileIsFetchedWithOurCredentialsAndTheRedirectFollowedWithoutThem() throws IOException {
    api.lay(PATH, redirect(cdn.url() + "/file?signature=x"));
    cdn.lay("/file", new HttpReply(200, Map.of("Content-Type", "image/jpeg"), "bytes".getBytes(UTF_8)));

    try (var bytes = provider(true).fetch(api.url() + PATH).orElseThrow().bytes()) {
      assertThat(new String(bytes.readAllBytes(), UTF_8)).isEqualTo("bytes");
    }

    assertThat(api.calls.getFirst().headers()).containsKey("authorization");
    assertThat(cdn.calls.getFirst().headers()).doesNotContainKey("authorization");
    assertThat(cdn.calls.getFirst().target()).isEqualTo("/file?signature=x");
  }

  @Test
  void theDownloadSaysWhatTheServiceSays() throws IOException {
    api.lay(PATH, new HttpReply(200, Map.of("Content-Type", "image/png"), new byte[3]));

    var download = provider(false).fetch(api.url() + PATH).orElseThrow();

    assertThat(download.mimeType()).isEqualTo("image/png");
    assertThat(download.size()).isEqualTo(3);
    download.bytes().close();
  }

  @Test
  void whatLiesAtTwilioIsFetchedFromTheApiThatStandsInForIt() throws IOException {
    api.lay(PATH, new HttpReply(200, Map.of(), new byte[3]));

    provider(false).fetch("https://api.twilio.com" + PATH).orElseThrow().bytes().close();

    assertThat(api.calls).hasSize(1);
  }

  @Test
  void nobodyElseIsAsked() throws IOException {
    for (var source : List.of(cdn.url() + "/file", "http://internal.example/file.png", "http://169.254.169.254/latest",
        "file:///etc/passwd", "https://api.twilio.com.evil.example/x", "https://user@api.twilio.com/x",
        "http://api.twilio.com/x", "https://evil.example/?api.twilio.com", "www.contoso.com", "", "\0",
        "http://127.0.0.1:1/" + PATH)) {
      assertThat(provider(false).fetch(source)).as(source).isEmpty();
    }
    assertThat(cdn.asked()).isZero();
    assertThat(api.asked()).isZero();
  }

  @Test
  void aRedirectElsewhereIsNotFollowed() throws IOException {
    for (var target : List.of(cdn.url() + "/file", "http://169.254.169.254/latest", "file:///etc/passwd")) {
      api.lay(PATH, redirect(target));
      assertThatNoFileComes();
    }
    assertThat(cdn.asked()).isZero();
  }

  private void assertThatNoFileComes() throws IOException {
    try {
      assertThat(provider(false).fetch(api.url() + PATH)).isEmpty();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("nowhere");
    }
  }

  @Test
  void onlyOneRedirectIsFollowed() {
    api.lay(PATH, redirect(cdn.url() + "/file"));
    cdn.lay("/file", redirect(cdn.url() + "/other"));

    assertThatThrownBy(() -> provider(true).fetch(api.url() + PATH)).isInstanceOf(IOException.class);
    assertThat(cdn.asked()).isEqualTo(1);
  }

  @Test
  void aFileThatIsGoneIsGone() throws IOException {
    assertThat(provider(false).fetch(api.url() + PATH)).isEmpty();
  }

  @Test
  void aFileThatCannotBeHadNowIsTriedAgain() {
    api.lay(PATH, HttpReply.json(500, "{}"));

    assertThatThrownBy(() -> provider(false).fetch(api.url() + PATH)).isInstanceOf(IOException.class);
  }

  private static HttpReply redirect(String target) {
    return new HttpReply(307, Map.of("Location", target), new byte[0]);
  }

  private TwilioProvider provider(boolean trustsTheCdn) {
    var settings = Accounts.sms(api.url());
    if (trustsTheCdn) {
      settings.putArray("mediaHosts").add(cdn.host() + ":" + cdn.port());
    }
    return factory.create(Accounts.with(settings));
  }
}
