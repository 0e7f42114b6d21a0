package dev.switchboard.core.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.OutboxSettings;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.task.TaskQueue;
import dev.switchboard.core.task.TaskTables;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.core.webhook.WebhookInbox;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A node with templates, of a tenant with an account for each channel: `whatsapp` of [TestService], which keeps templates,
/// and `sms`, `email` and `push`.
final class TemplateNode implements AutoCloseable {

  private static final String ANYBODY = "+5511999990001";

  final TestDatabase db;
  final TestService service;
  final Accounts accounts;
  final Templates templates;
  final TemplateAdministration administration;
  final TemplateReader reader;
  final TemplateSync sync;
  final WebhookInbox webhooks;
  final Messages messages;
  final UUID tenantId;
  private final Doorbell doorbell;
  private final Wakeups wakeups;
  private final Outbox outbox;

  /// A node of a tenant of its own.
  TemplateNode(TestDatabase db) {
    this(db, new TestService(), Ids.next());
    db.run("insert into tenants (id, name) values ('%1$s', '%1$s')".formatted(tenantId));
    var accountsToMake = new AccountAdministration(db.database(), List.of(service), cipher());
    for (var channel : Channel.values()) {
      var name = channel.name().toLowerCase(Locale.ROOT);
      accountsToMake.create(tenantId, name, "keeper",
          Template.JSON.createObjectNode().put("channel", channel.name()), Map.of(), null);
    }
  }

  private TemplateNode(TestDatabase db, TestService service, UUID tenantId) {
    this.db = db;
    this.service = service;
    this.tenantId = tenantId;
    var database = new Database(db.newPool());
    TaskTables.create(database.pool());
    doorbell = new Doorbell(database);
    wakeups = new Wakeups(database, new TaskQueue(), doorbell);
    accounts = new Accounts(database, List.of(service), cipher());
    templates = Templates.over(database, doorbell);
    messages = Messages.over(accounts, database, doorbell, wakeups, templates, null);
    administration = new TemplateAdministration(database, templates, doorbell);
    reader = new TemplateReader(database, accounts);
    sync = new TemplateSync(database, accounts, templates, doorbell);
    webhooks = new WebhookInbox(accounts, database, new Receipts(database, doorbell, wakeups), doorbell, cipher());
    outbox = new Outbox(database, new OutboxSettings(Duration.ofSeconds(30), List.of(Duration.ofMillis(1)),
        List.of(Duration.ofMillis(1)), Duration.ofMillis(1)));
  }

  private static SecretCipher cipher() {
    return new SecretCipher("test", Map.of("test", new byte[32]));
  }

  /// Another node of the same tenant.
  TemplateNode twin() {
    return new TemplateNode(db, service, tenantId);
  }

  Account account(String name) {
    return accounts.find(tenantId, name).orElseThrow();
  }

  /// Makes one of our own and returns its id.
  UUID write(String name, Channel channel, String language, String body, String... variables) {
    return write(name, channel, language, false, body, variables);
  }

  UUID write(String name, Channel channel, String language, boolean standard, String body, String... variables) {
    var change = administration.create(tenantId, null, name, channel, language, standard, draft(body, variables));
    return ((TemplateChange.Done) change).id();
  }

  static TemplateDraft draft(String body, String... variables) {
    return new TemplateDraft((ObjectNode) Template.tree(body),
        Stream.of(variables).map(name -> new TemplateDraft.Variable(name, null, null)).toList());
  }

  /// @param variables names and values in turn
  AcceptResult send(String account, String template, @Nullable String language, String... variables) {
    var values = new HashMap<String, TemplateValue>();
    for (var i = 0; i < variables.length; i += 2) {
      values.put(variables[i], TemplateValue.of(variables[i + 1]));
    }
    return send(account, new Content.Template(template, language, values, List.of(), null), null);
  }

  AcceptResult send(String account, Content content, @Nullable String key) {
    var to = switch (account(account).provider().capabilities().channel()) {
      case WHATSAPP, SMS -> ANYBODY;
      case EMAIL -> "ana@example.com";
      case PUSH -> "a-device-of-anas";
      case TELEGRAM -> "123456789";
    };
    return messages.accept(new MessageRequest(tenantId, account, to, content, Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, key, null, null));
  }

  UUID sent(String account, String template, @Nullable String language, String... variables) {
    return ((Accepted) send(account, template, language, variables)).id();
  }

  /// The member at fault, the code and the words.
  String refused(String account, String template, @Nullable String language, String... variables) {
    return words(send(account, template, language, variables));
  }

  static String words(AcceptResult answer) {
    var refused = (Refused) answer;
    return refused.field() + " " + refused.code().label() + ": " + refused.detail();
  }

  /// What a worker is given of a message.
  Content claimed(String account, UUID messageId) {
    return outbox.claim(account(account), Lane.TRANSACTIONAL, 100, "node").messages().stream()
        .map(claimed -> claimed.message()).filter(message -> message.id().equals(messageId))
        .map(OutboundMessage::content).findFirst().orElseThrow();
  }

  /// A member of a message's stored content.
  String stored(UUID messageId, String path) {
    return Objects.requireNonNullElse(db.value(String.class,
        "select content #>> ?::text[] from chat_messages where id = ?", path, messageId), "");
  }

  @Override
  public void close() throws Exception {
    wakeups.close();
    doorbell.close();
  }
}
