package dev.switchboard.providers.telegram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.Conduct;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.HttpReply;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.spi.WebhookResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelegramProviderTest {

  private static final UUID PHOTO = UUID.randomUUID();
  private static final String OURS = "https://switchboard.example/webhooks/1";

  private final FakeTelegram telegram = new FakeTelegram();
  private final TelegramFactory factory = new TelegramFactory();
  private final TelegramProvider provider = factory.create(telegram.account());

  @AfterEach
  void close() {
    factory.close();
    telegram.close();
  }

  @Test
  void aFileOfOursGoesAlongWithTheMessage() {
    assertThat(provider.send(photo(new OneFile(true)))).isInstanceOf(SendResult.Accepted.class);

    var call = telegram.calls.getFirst();
    assertThat(call.target()).isEqualTo("/bot" + FakeTelegram.TOKEN + "/sendPhoto");
    assertThat(call.headers().get("content-type")).startsWith("multipart/form-data");
    assertThat(call.text()).contains("name=\"chat_id\"", "123456789", "name=\"caption\"", "Olá 👋",
        "name=\"photo\"; filename=\"foto.jpg\"", "Content-Type: image/jpeg", "the bytes");
  }

  @Test
  void aFileThatIsGoneIsRefusedAndOneThatCannotBeReadNowIsTriedLater() {
    var gone = new OutboundMessage(UUID.randomUUID(), "123456789",
        new Content.Image(MediaFile.kept(UUID.randomUUID()), null), null, 1, soon());

    assertThat(provider.send(gone)).isInstanceOf(SendResult.Rejected.class);
    assertThat(provider.send(photo(new OneFile(false)))).isInstanceOf(SendResult.RetryLater.class);
    assertThat(telegram.asked()).isZero();
  }

  @Test
  void aLostAnswerToAFileIsInDoubt() {
    telegram.behave(Conduct.LOSES_CONNECTION);

    assertThat(provider.send(photo(new OneFile(true)))).isInstanceOf(SendResult.Unconfirmed.class);
  }

  @Test
  void typingIsShownInTheChatOfTheMessageAndReadingIsNot() {
    provider.read("123456789:41", false);
    provider.read("reaction:5301", true);
    provider.read("123456789:41", true);

    assertThat(telegram.calls).singleElement().satisfies(call -> {
      assertThat(call.target()).endsWith("/sendChatAction");
      assertThat(call.text()).isEqualTo("{\"chat_id\":123456789,\"action\":\"typing\"}");
    });
  }

  @Test
  void aPressedButtonIsToldThatItWasHeard() {
    var body = "{\"update_id\":1,\"callback_query\":{\"id\":\"5301\",\"from\":{\"id\":1},\"data\":\"yes\"}}";
    var request = new WebhookRequest("POST", OURS, Map.of(), Map.of("x-telegram-bot-api-secret-token",
        List.of(FakeTelegram.SECRETS.get("webhookSecret").reveal())), body.getBytes(UTF_8), Instant.EPOCH);

    assertThat(((WebhookResult.Understood) provider.receive(request)).answer()).isEqualTo(new WebhookResult.Answer(
        "application/json", "{\"method\":\"answerCallbackQuery\",\"callback_query_id\":\"5301\"}"));
  }

  @Test
  void aFileIsFetchedByItsPath() throws IOException {
    telegram.lay("getFile", HttpReply.json(200, "{\"ok\":true,\"result\":{\"file_path\":\"photos/file_1.jpg\"}}"));
    telegram.lay("photos/file_1.jpg", new HttpReply(200, Map.of("Content-Type", "application/octet-stream"),
        "the bytes".getBytes(UTF_8)));

    var download = provider.fetch("AgAC large&x=y").orElseThrow();

    try (var bytes = download.bytes()) {
      assertThat(new String(bytes.readAllBytes(), UTF_8)).isEqualTo("the bytes");
    }
    assertThat(download.mimeType()).isNull();
    assertThat(telegram.calls.getFirst().target()).endsWith("/getFile?file_id=AgAC+large%26x%3Dy");
  }

  @Test
  void aFileThatTelegramHandsOutNoMoreIsNone() throws IOException {
    telegram.lay("getFile", FakeTelegram.error(400, "Bad Request: file is too big"));
    assertThat(provider.fetch("AgAC")).isEmpty();
    telegram.lay("getFile", FakeTelegram.error(400, "Bad Request: invalid file_id"));
    assertThat(provider.fetch("AgAC")).isEmpty();
  }

  @Test
  void aFileThatTelegramCannotHandOutNowIsAskedForAgainWithoutTheTokenBeingTold() {
    for (var answer : List.of(FakeTelegram.error(500, "Internal Server Error"),
        FakeTelegram.error(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
        HttpReply.json(200, "{\"ok\":true,\"result\":{\"file_path\":\"../../bot1:x/getMe\"}}"),
        HttpReply.json(200, "{\"ok\":true,\"result\":{}}"))) {
      telegram.lay("getFile", answer);
      assertThatThrownBy(() -> provider.fetch("AgAC")).isInstanceOf(IOException.class)
          .hasMessageNotContaining(FakeTelegram.TOKEN);
    }
    telegram.close();
    assertThatThrownBy(() -> provider.fetch("AgAC")).isInstanceOf(IOException.class)
        .hasMessageNotContaining(FakeTelegram.TOKEN);
  }

  @Test
  void anAccountThatWorksHasOnlyGoodFindings() {
    bot();
    telegram.lay("getWebhookInfo", HttpReply.json(200, ("{\"ok\":true,\"result\":{\"url\":\"%s\","
        + "\"pending_update_count\":0,\"allowed_updates\":[\"message\",\"edited_message\",\"callback_query\","
        + "\"message_reaction\",\"my_chat_member\"]}}").formatted(OURS)));

    assertThat(provider.check(OURS)).isNotEmpty().allSatisfy(
        finding -> assertThat(finding.verdict()).isEqualTo(Verdict.GOOD));
  }

  @Test
  void aTokenThatTelegramDoesNotKnowIsTold() {
    telegram.lay("getMe", FakeTelegram.error(401, "Unauthorized"));

    assertThat(provider.check(OURS)).singleElement().satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("token");
    });
  }

  @Test
  void whatIsWrongWithTheWebhookIsTold() {
    bot();
    telegram.lay("getWebhookInfo", HttpReply.json(200, "{\"ok\":true,\"result\":{\"url\":\"https://other.example\","
        + "\"pending_update_count\":3,\"last_error_message\":\"Wrong response from the webhook: 401 Unauthorized\"}}"));
    assertThat(provider.check(OURS)).extracting(Finding::what, Finding::verdict).contains(
        org.assertj.core.groups.Tuple.tuple("webhook URL", Verdict.BAD),
        org.assertj.core.groups.Tuple.tuple("updates", Verdict.DOUBTFUL),
        org.assertj.core.groups.Tuple.tuple("webhook", Verdict.DOUBTFUL));

    telegram.lay("getWebhookInfo", HttpReply.json(200, "{\"ok\":true,\"result\":{\"url\":\"\"}}"));
    assertThat(provider.check(null)).anySatisfy(finding -> assertThat(finding.words()).contains("setWebhook"));
  }

  @Test
  void anAccountIsNotCalledWrongWhereTelegramIsAway() {
    telegram.close();

    assertThat(provider.check(OURS)).singleElement().satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(finding.words()).doesNotContain(FakeTelegram.TOKEN);
    });
  }

  private void bot() {
    telegram.lay("getMe", HttpReply.json(200,
        "{\"ok\":true,\"result\":{\"id\":987654321,\"is_bot\":true,\"first_name\":\"Loja\",\"username\":\"loja_bot\"}}"));
  }

  private static OutboundMessage photo(Files files) {
    return new OutboundMessage(UUID.randomUUID(), UUID.randomUUID(), "123456789",
        new Content.Image(MediaFile.kept(PHOTO), "Olá 👋"), null, 1, soon(), files);
  }

  private static long soon() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }

  private record OneFile(boolean readable) implements Files {

    private static final byte[] BYTES = "the bytes".getBytes(UTF_8);

    @Override
    public Optional<Kept> find(UUID attachmentId) {
      return Optional.of(new Kept(attachmentId, "image/jpeg", "foto.jpg", BYTES.length));
    }

    @Override
    public InputStream open(UUID attachmentId) throws IOException {
      if (!readable) {
        throw new IOException("the database is away");
      }
      return new ByteArrayInputStream(BYTES);
    }

    @Override
    public Optional<URI> link(UUID attachmentId, Duration validFor) {
      throw new AssertionError("Telegram fetches only some kinds of document");
    }

    @Override
    public String uploaded(UUID attachmentId, Duration validFor, Function<Kept, String> upload) {
      throw new AssertionError("Telegram takes no files beforehand");
    }
  }
}
