package dev.switchboard.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/// What an implementer says of a provider, and what the parts of the contract share.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContractGround {

  /// Long enough for anything that works.
  static final Duration PATIENT = Duration.ofSeconds(20);
  /// Short enough to wait for it.
  static final Duration IMPATIENT = Duration.ofMillis(500);

  private final UUID accountId = UUID.randomUUID();
  FakeService service;
  ProviderFactory factory;

  /// The factory under test; a new one each time.
  protected abstract ProviderFactory factory();

  /// A new fake of the service, already listening.
  protected abstract FakeService fakeService();

  /// An account's settings that lead to the fake, with everything that is needed to send and to receive.
  ///
  /// @param timeout how long the provider shall wait for an answer
  protected abstract ObjectNode settings(FakeService fake, Duration timeout);

  protected abstract Map<String, Secret> secrets();

  /// A webhook as the service would send it, signed with the account's secrets.
  ///
  /// Only asked of providers with webhooks.
  protected WebhookRequest signed(byte[] body, Map<String, Secret> secrets, Instant at) {
    throw new UnsupportedOperationException("a provider with webhooks says how the service signs them");
  }

  /// Whether the signature covers the body. Few services are so careless that it does not.
  protected boolean signsBody() {
    return true;
  }

  /// The folder with the pairs of files, see [WebhookFixture].
  protected Path fixtures() {
    return Path.of("src", "test", "resources", "fixtures", factory.name());
  }

  /// Somebody to write to, in the channel's form.
  protected String recipient() {
    return switch (provider(PATIENT).capabilities().channel().addressedBy()) {
      case PHONE, BSUID -> "+5511999990001";
      case EMAIL -> "ana@example.com";
      case DEVICE -> "device-token-1";
      case TELEGRAM -> "123456789";
    };
  }

  /// The service's id of a message in the recipient's chat, in the service's form.
  protected String theirMessageId() {
    return "their-id-1";
  }

  /// Something of each kind to send.
  protected Content content(ContentKind kind, String text) {
    return switch (kind) {
      case TEXT -> new Content.Text(text);
      case EMAIL -> new Content.Email("A subject", text, null);
      case IMAGE -> new Content.Image(file("photo.jpg"), text);
      case VIDEO -> new Content.Video(file("film.mp4"), text);
      case AUDIO -> new Content.Audio(file("voice.ogg"), true);
      case DOCUMENT -> new Content.Document(file("invoice.pdf"), text);
      case STICKER -> new Content.Sticker(file("cat.webp"), false);
      case LOCATION -> new Content.Location(-23.55, -46.63, "São Paulo", text, null);
      case CONTACTS -> new Content.Contacts(List.of(new ContactCard("Ana Lima",
          List.of(new ContactCard.Phone("+5511999990002", "WORK", null)), List.of("ana@example.com"), null, null)));
      case REACTION -> new Content.Reaction("👍");
      case INTERACTIVE -> new Content.Interactive(null, null, text, null,
          new Interaction.Buttons(List.of(new Interaction.Button("yes", "Sim"), new Interaction.Button("no", "Não"))));
      case TEMPLATE ->
          new Content.Template("order_shipped", "pt_BR", Map.of("1", TemplateValue.of(text)), List.of(), null);
      case NOTIFICATION -> new Content.Notification("A title", text, null, Map.of("order", "12"), null, null, null);
      case CHOICE -> new Content.Choice("button", "yes", "Sim", null, null);
      case ORDER -> new Content.Order("catalog", text, List.of(new Content.Order.Item("sku", 1, null, null)));
      case SYSTEM -> new Content.Notice("user_changed_number", text);
      case UNKNOWN -> new Content.Unknown("new", JsonNodeFactory.instance.objectNode());
    };
  }

  private static MediaFile file(String name) {
    return MediaFile.at(URI.create("https://files.example.com/" + name));
  }

  @BeforeEach
  void startService() {
    service = fakeService();
    factory = factory();
  }

  @AfterEach
  void stopService() throws Exception {
    service.close();
    if (factory instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  final IMessageProvider provider(Duration timeout) {
    return factory.create(account(settings(service, timeout), secrets()));
  }

  final AccountConfiguration account(JsonNode settings, Map<String, Secret> secrets) {
    return new AccountConfiguration(accountId, "under-contract", settings, secrets);
  }

  /// Secrets of the same names, none of them right.
  final Map<String, Secret> foreignSecrets() {
    var foreign = new LinkedHashMap<String, Secret>();
    secrets().forEach((name, secret) -> foreign.put(name,
        new Secret(new StringBuilder(secret.reveal()).reverse().append("Zm9yZWlnbg").toString())));
    return foreign;
  }

  final OutboundMessage message() {
    return message(content(anyKind(), "Olá, é você? 👋"));
  }

  final OutboundMessage message(Content content) {
    // A reaction is always put on something.
    var replyTo = content instanceof Content.Reaction
        ? new OutboundMessage.Reply(UUID.randomUUID(), theirMessageId())
        : null;
    return new OutboundMessage(UUID.randomUUID(), recipient(), content, replyTo, 1, inOneMinute());
  }

  final ContentKind anyKind() {
    return provider(PATIENT).capabilities().contentKinds().stream().sorted().findFirst().orElseThrow();
  }

  static long inOneMinute() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }
}
