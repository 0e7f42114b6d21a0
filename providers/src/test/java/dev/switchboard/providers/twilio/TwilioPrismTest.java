package dev.switchboard.providers.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.StatusQuery;
import dev.switchboard.core.spi.StatusResult;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.providers.peer.NodeProgram;
import dev.switchboard.providers.peer.SharedMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Twilio's own specifications, run by Prism, take everything that we send, and refuse what is wrong.
class TwilioPrismTest {

  private static final List<NodeProgram> PRISMS = new ArrayList<>();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static URI messages;
  private static URI contents;
  private static URI messaging;
  // Twilio's products have a host each; here they are told apart by their paths.
  private static HttpServer products;

  private final List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
  private final TwilioFactory factory = new TwilioFactory();

  @BeforeAll
  static void start() throws IOException {
    messages = prism("specs/twilio_messages_only.prism.json");
    contents = prism("specs/twilio_content_v1.json");
    messaging = prism("specs/twilio_messaging_v2.json");
    products = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    products.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    products.start();
  }

  private static URI prism(String specification) {
    var prism = NodeProgram.prism(SharedMaterial.at(specification));
    PRISMS.add(prism);
    return URI.create(prism.url());
  }

  @AfterAll
  static void stop() {
    PRISMS.forEach(NodeProgram::close);
    if (products != null) {
      products.stop(0);
    }
  }

  @BeforeEach
  void record() {
    products.createContext("/", this::forward);
  }

  @AfterEach
  void close() {
    products.removeContext("/");
    factory.close();
  }

  private void forward(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().toString();
    var product = path.startsWith("/v1/") ? contents : path.startsWith("/v2/") ? messaging : messages;
    var request = HttpRequest.newBuilder(URI.create(product + path)).method(exchange.getRequestMethod(),
        HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    if (path.startsWith("/v1/ContentAndApprovals")) {
      // The first of the specification's examples is an empty list.
      request.header("Prefer", "example=readResults");
    }
    for (var header : List.of("Authorization", "Content-Type", "Accept")) {
      var value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    try {
      var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      statuses.add(answer.statusCode());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyKindOfContentIsAccepted() {
    return Stream.of(Accounts.sms(url()).put("mms", true), Accounts.whatsapp(url())).flatMap(
        settings -> provider(settings).capabilities().contentKinds().stream().sorted()
            .flatMap(kind -> samples(kind).stream())
            .map(content -> dynamicTest(
                settings.path("channel").asText() + " " + content.getClass().getSimpleName() + " "
                    + content.preview(),
                () -> assertAccepted(settings, content))));
  }

  private void assertAccepted(ObjectNode settings, Content content) {
    assertThat(send(settings, content)).as("%s", statuses).isInstanceOf(SendResult.Accepted.class);
  }

  private static List<Content> samples(ContentKind kind) {
    return switch (kind) {
      case TEXT -> List.of(new Content.Text("Olá 👋 & tchau"), new Content.Text("null"));
      case IMAGE -> List.of(new Content.Image(file("a.jpg"), "veja"), new Content.Image(file("b.jpg"), null));
      case VIDEO -> List.of(new Content.Video(file("a.mp4"), "veja"));
      case AUDIO -> List.of(new Content.Audio(file("a.ogg"), true));
      case DOCUMENT -> List.of(new Content.Document(file("a.pdf"), null));
      case STICKER -> List.of(new Content.Sticker(file("a.webp"), false));
      case LOCATION -> List.of(new Content.Location(-23.56, -46.65, "MASP", "Av. Paulista", null),
          new Content.Location(0, 0, null, null, null));
      case TEMPLATE -> List.of(
          new Content.Template("HX0123456789abcdef0123456789abcdef", "pt_BR", Map.of("1", TemplateValue.of("Ana")),
              List.of(), null),
          // One of the specification's own examples, found by its name.
          new Content.Template("Some content", "en", Map.of(), List.of(), null));
      case INTERACTIVE -> interactive();
      case CONTACTS, REACTION, EMAIL, NOTIFICATION, CHOICE, ORDER, SYSTEM, UNKNOWN ->
          throw new AssertionError(kind + " is not sent");
    };
  }

  private static List<Content> interactive() {
    var buttons = new Interaction.Buttons(
        List.of(new Interaction.Button("yes", "Sim"), new Interaction.Button("no", "Não")));
    var link = new Interaction.Link("Abrir", URI.create("https://example.com/17"));
    var list = new Interaction.Picker("Escolha", List.of(new Interaction.Section("A",
        List.of(new Interaction.Row("a", "Um", "o primeiro"), new Interaction.Row("b", "Dois", null)))));
    return List.of(new Content.Interactive(null, null, "botões", null, buttons),
        new Content.Interactive("Título", null, "botões com título", "rodapé", buttons),
        new Content.Interactive(null, new Content.Image(file("a.jpg"), null), "botões com foto", null, buttons),
        new Content.Interactive(null, null, "página", null, link),
        new Content.Interactive(null, null, "página com rodapé", "rodapé", link),
        new Content.Interactive(null, null, "lista", null, list),
        new Content.Interactive("Título", null, "lista com título", "rodapé", list));
  }

  private static MediaFile file(String name) {
    return MediaFile.at(URI.create("https://files.example.com/" + name));
  }

  @Test
  void aMessagingServiceIsAccepted() {
    var settings = Accounts.sms(url()).put("messagingServiceSid", "MG0123456789abcdef0123456789abcdef");

    assertThat(send(settings, new Content.Text("Olá"))).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aMessageCanBeAskedFor() {
    var found = provider(Accounts.sms(url())).getStatus(new StatusQuery(UUID.randomUUID(),
        "SM0123456789abcdef0123456789abcdef", "+5511999990001", Instant.now()));

    assertThat(found).isInstanceOf(StatusResult.Found.class);
  }

  @Test
  void whoeverWritesMaySaySo() {
    provider(Accounts.whatsapp(url())).read("SM0123456789abcdef0123456789abcdef", true);

    assertThat(statuses).containsExactly(200);
  }

  @Test
  void theListOfTemplatesIsRead() throws IOException {
    assertThat(provider(Accounts.whatsapp(url())).templates()).isNotNull();
    assertThat(statuses).containsExactly(200);
  }

  @TestFactory
  Stream<DynamicTest> whatIsWrongIsRefused() {
    return Map.of(
        "no recipient", "From=%2B15005550006&Body=hi",
        "a content that is none", "To=%2B15005550001&ContentSid=HX1",
        "a messaging service that is none", "To=%2B15005550001&MessagingServiceSid=MG1&Body=hi",
        "an address that is none", "To=%2B15005550001&Body=hi&StatusCallback=not%20an%20address",
        "a number that is none", "To=%2B15005550001&Body=hi&ValidityPeriod=soon").entrySet().stream()
        .map(wrong -> dynamicTest(wrong.getKey(), () -> assertThat(post(messages
            + "/2010-04-01/Accounts/" + FakeTwilio.ACCOUNT + "/Messages.json", "application/x-www-form-urlencoded",
            wrong.getValue(), true)).isBetween(400, 499)));
  }

  @Test
  void jsonAndStrangersAreRefused() throws Exception {
    var address = messages + "/2010-04-01/Accounts/" + FakeTwilio.ACCOUNT + "/Messages.json";

    assertThat(post(address, "application/json", "{\"To\":\"+15005550001\",\"Body\":\"hi\"}", true)).isEqualTo(415);
    assertThat(post(address, "application/x-www-form-urlencoded", "To=%2B15005550001&Body=hi", false)).isEqualTo(401);
  }

  @Test
  void anInteractiveContentWithoutABodyIsRefused() throws Exception {
    assertThat(post(contents + "/v1/Content", "application/json",
        "{\"language\":\"en\",\"types\":{\"twilio/quick-reply\":{\"actions\":[]}}}", true)).isBetween(400, 499);
  }

  private static int post(String url, String type, String body, boolean known) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body));
    if (known) {
      request.header("Authorization", "Basic QUM6dG9rZW4=");
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static String url() {
    return "http://127.0.0.1:" + products.getAddress().getPort();
  }

  private TwilioProvider provider(ObjectNode settings) {
    return factory.create(Accounts.with(settings.deepCopy().put("timeout", 30_000)));
  }

  private SendResult send(ObjectNode settings, Content content) {
    return provider(settings).send(new OutboundMessage(UUID.randomUUID(), "+5511999990001", content, null, 1,
        System.nanoTime() + Duration.ofMinutes(1).toNanos()));
  }
}
