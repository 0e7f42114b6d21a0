package dev.switchboard.api.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.attachment.FileLinks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files over HTTP, by streams in both directions.
class AttachmentTest {

  private static final int LARGEST = 8_000_000;

  @RegisterExtension
  static final TestServer SERVER = new TestServer("switchboard.public-url", "https://switchboard.example/",
      "switchboard.attachments.largest", Integer.toString(LARGEST));

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final byte[] PNG = png(5_000_000);

  @Test
  void aFileOfSeveralMegabytesComesBackByteForByte() throws Exception {
    var kept = upload("image/png", "photo.png", stream(PNG));

    assertThat(kept.get("state").asText()).isEqualTo("KEPT");
    assertThat(kept.get("mimeType").asText()).isEqualTo("image/png");
    assertThat(kept.get("name").asText()).isEqualTo("photo.png");
    assertThat(kept.get("size").asLong()).isEqualTo(PNG.length);
    assertThat(kept.get("sha256").asText()).isEqualTo(sha256(PNG));
    var answer = download(kept);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(PNG);
    assertThat(header(answer, "Content-Type")).isEqualTo("image/png");
    assertThat(header(answer, "Content-Length")).isEqualTo(Integer.toString(PNG.length));
    assertThat(header(answer, "ETag")).isEqualTo("\"" + sha256(PNG) + "\"");
    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + id(kept)).body()).isEqualTo(kept);
  }

  @Test
  void aFormIsReadAsItComes() throws Exception {
    var form = form("----boundary", PNG, "Relat\u00f3rio \\\"final\\\".png");
    var answer = SERVER.send("POST", "/api/v1/attachments", stream(form), Map.of("Authorization",
        "Bearer " + SERVER.key(), "Content-Type", "multipart/form-data; boundary=----boundary"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo("/api/v1/attachments/" + id(answer.body()));
    assertThat(answer.body().get("name").asText()).isEqualTo("Relat\u00f3rio \"final\".png");
    assertThat(answer.body().get("mimeType").asText()).isEqualTo("image/png");
    assertThat(download(answer.body()).body()).isEqualTo(PNG);
  }

  @Test
  void aFormWithoutAFileIsRefused() {
    var answer = SERVER.send("POST", "/api/v1/attachments",
        BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n"),
        Map.of("Authorization", "Bearer " + SERVER.key(), "Content-Type", "multipart/form-data; boundary=b"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("file");
  }

  @Test
  void aFormThatEndsBeforeItsEndIsRefused() {
    var answer = SERVER.send("POST", "/api/v1/attachments",
        BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n"),
        Map.of("Authorization", "Bearer " + SERVER.key(), "Content-Type", "multipart/form-data; boundary=b"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aFileThatSaysThatItIsTooLargeIsRefusedBeforeItIsRead() {
    var answer = SERVER.send("POST", "/api/v1/attachments", BodyPublishers.ofByteArray(new byte[LARGEST + 1]),
        Map.of("Authorization", "Bearer " + SERVER.key(), "Content-Type", "image/png"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aFileThatTurnsOutToBeTooLargeIsRefusedAndNothingOfItKept() {
    var before = SERVER.database().count("attachments");

    var answer = SERVER.send("POST", "/api/v1/attachments", stream(new byte[LARGEST + 1]),
        Map.of("Authorization", "Bearer " + SERVER.key(), "Content-Type", "image/png"));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
    assertThat(answer.body().get("type").asText()).isEqualTo("https://switchboard.dev/problems/too-large");
    assertThat(SERVER.database().count("attachments")).isEqualTo(before);
  }

  @Test
  void anotherTenantFindsNothing() throws Exception {
    var kept = upload("text/plain", null, stream("secret".getBytes(StandardCharsets.UTF_8)));

    assertThat(SERVER.get(SERVER.rivalKey(), "/api/v1/attachments/" + id(kept)).status()).isEqualTo(404);
    var content = SERVER.get(SERVER.rivalKey(), "/api/v1/attachments/" + id(kept) + "/content");
    assertThat(content.status()).isEqualTo(404);
    assertThat(content.text()).doesNotContain("secret");
    var send = SERVER.post(SERVER.rivalKey(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"document\",\"file\":{\"attachmentId\":\""
            + id(kept) + "\"}}}");
    assertThat(send.status()).isEqualTo(422);
    assertThat(send.body().at("/errors/0/field").asText()).isEqualTo("content.file.attachmentId");
    assertThat(send.body().at("/errors/0/code").asText()).isEqualTo("unknown-attachment");
  }

  @Test
  void aFileIsSentByItsId() throws Exception {
    var kept = upload("text/plain", "note.txt", stream("note".getBytes(StandardCharsets.UTF_8)));

    var send = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"document\",\"file\":{\"attachmentId\":\""
            + id(kept) + "\"}}}");

    assertThat(send.status()).as(send.toString()).isEqualTo(202);
    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + id(kept)).body().get("messageId"))
        .isEqualTo(send.body().get("id"));
  }

  @Test
  void theFileOfADeletedMessageIsServedNoMoreUnlessAnotherOneHasIt() throws Exception {
    var alone = id(upload("text/plain", "note.txt", stream("note".getBytes(StandardCharsets.UTF_8))));
    var shared = id(upload("text/plain", "note.txt", stream("note".getBytes(StandardCharsets.UTF_8))));
    sentAndDeleted(alone);
    send(shared);
    sentAndDeleted(shared);

    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + alone).status()).isEqualTo(404);
    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + alone + "/content").status()).isEqualTo(404);
    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + shared + "/content").status()).isEqualTo(200);
  }

  private static void sentAndDeleted(UUID file) {
    var message = send(file);
    SERVER.delete(SERVER.key(), "/api/v1/messages/" + message.get("id").asText());
    var path = "/api/v1/chats/" + message.get("chatId").asText() + "/messages/" + message.get("id").asText();
    assertThat(SERVER.delete(SERVER.logIn(), path).status()).isEqualTo(204);
  }

  private static JsonNode send(UUID file) {
    var answer = SERVER.post(SERVER.key(), "/api/v1/messages",
        "{\"account\":\"test\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"document\",\"file\":{\"attachmentId\":\""
            + file + "\"}}}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    return answer.body();
  }

  @ParameterizedTest
  @CsvSource({"text/html,attachment", "image/svg+xml,attachment", "application/x-msdownload,attachment",
      "image/png,attachment", "application/octet-stream,attachment"})
  void whatCouldRunInABrowserIsNeverShown(String type, String disposition) throws Exception {
    var kept = upload(type, "x", stream("<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8)));

    var answer = download(kept);

    assertThat(header(answer, "Content-Disposition")).startsWith(disposition);
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
  }

  @Test
  void aPictureIsShownUnderItsName() throws Exception {
    var answer = download(upload("image/png", "Relat%C3%B3rio%20%22x%22%0D.png", stream(png(100))));

    assertThat(header(answer, "Content-Disposition"))
        .isEqualTo("inline; filename=\"Relat_rio _x_.png\"; filename*=UTF-8''Relat%C3%B3rio%20%22x%22.png");
    assertThat(header(answer, "Content-Security-Policy")).isNotEmpty();
  }

  @Test
  void aClientThatHasItIsNotSentItAgain() throws Exception {
    var kept = upload("image/png", null, stream(png(100)));

    var answer = get("/api/v1/attachments/" + id(kept) + "/content", "If-None-Match",
        "\"" + kept.get("sha256").asText() + "\"");

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"bytes=0-9 | 0 | 10", "bytes=300000-300004 | 300000 | 5",
      "bytes=4999990- | 4999990 | 10", "bytes=-7 | 4999993 | 7", "bytes=4999999-9999999 | 4999999 | 1"})
  void aRangeOfBytesCanBeAskedFor(String range, int from, int length) throws Exception {
    var kept = upload("image/png", null, stream(PNG));

    var answer = get("/api/v1/attachments/" + id(kept) + "/content", "Range", range);

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(PNG, from, from + length));
    assertThat(header(answer, "Content-Range"))
        .isEqualTo("bytes " + from + "-" + (from + length - 1) + "/" + PNG.length);
  }

  @Test
  void aRangeBeyondTheEndIsRefused() throws Exception {
    var kept = upload("image/png", null, stream(png(100)));

    var answer = get("/api/v1/attachments/" + id(kept) + "/content", "Range", "bytes=100-");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */100");
  }

  @Test
  void aFileThatIsNotHereYetSaysSo() throws Exception {
    var kept = upload("image/png", null, stream(png(100)));
    SERVER.database().run("update attachments set state = 'WAITING' where id = '" + id(kept) + "'");

    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + id(kept)).body().get("state").asText())
        .isEqualTo("WAITING");
    assertThat(SERVER.get(SERVER.key(), "/api/v1/attachments/" + id(kept) + "/content").status()).isEqualTo(409);
  }

  @Test
  void aServiceFetchesAFileByASignedAddressAlone() throws Exception {
    var kept = upload("image/png", null, stream(PNG));
    var link = SERVER.bean(FileLinks.class).link(id(kept), Duration.ofHours(1)).orElseThrow();
    assertThat(link).hasHost("switchboard.example");

    var answer = CLIENT.send(HttpRequest.newBuilder(SERVER.uri(link.getPath())).build(), BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(PNG);
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    var head = CLIENT.send(HttpRequest.newBuilder(SERVER.uri(link.getPath())).HEAD().build(),
        BodyHandlers.ofByteArray());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Type")).isEqualTo("image/png");
  }

  @Test
  void anAddressThatIsOverOrChangedOrOfNothingIsNotFound() throws Exception {
    var kept = upload("image/png", null, stream(png(100)));
    var links = SERVER.bean(FileLinks.class);
    var good = links.token(id(kept), Instant.now().plusSeconds(60));
    assertThat(status(good)).isEqualTo(200);

    assertThat(status(links.token(id(kept), Instant.now().minusSeconds(1)))).isEqualTo(404);
    assertThat(status(good.substring(0, 10) + (good.charAt(10) == 'A' ? 'B' : 'A') + good.substring(11)))
        .isEqualTo(404);
    assertThat(status(links.token(UUID.randomUUID(), Instant.now().plusSeconds(60)))).isEqualTo(404);
    assertThat(status("x")).isEqualTo(404);
  }

  private static int status(String token) {
    return SERVER.get(null, "/files/" + token).status();
  }

  private static JsonNode upload(String type, String name, BodyPublisher bytes) throws IOException {
    var answer = SERVER.send("POST", "/api/v1/attachments" + (name == null ? "" : "?name=" + name), bytes,
        Map.of("Authorization", "Bearer " + SERVER.key(), "Content-Type", type));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return new ObjectMapper().readTree(answer.text());
  }

  private static HttpResponse<byte[]> download(JsonNode kept) throws Exception {
    return get("/api/v1/attachments/" + id(kept) + "/content");
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(SERVER.uri(path)).header("Authorization", "Bearer " + SERVER.key());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static UUID id(JsonNode kept) {
    return UUID.fromString(kept.get("id").asText());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  // Without a length, as whoever does not know it sends it.
  private static BodyPublisher stream(byte[] bytes) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
  }

  private static byte[] form(String boundary, byte[] file, String name) {
    var form = new ByteArrayOutputStream();
    form.writeBytes(("preamble\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nfile\r\n--"
        + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
        + "\"\r\nContent-Type: image/png\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    form.writeBytes(file);
    form.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }

  private static byte[] png(int length) {
    var bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    System.arraycopy(HexFormat.of().parseHex("89504e470d0a1a0a"), 0, bytes, 0, 8);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
