package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.attachment.AttachmentFiles;
import dev.switchboard.core.attachment.AttachmentSettings;
import dev.switchboard.core.attachment.Attachments;
import dev.switchboard.core.attachment.FileLinks;
import dev.switchboard.core.attachment.MediaFetches;
import dev.switchboard.core.chat.ChatChange;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.DueLanes;
import dev.switchboard.core.outbox.Handoff;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.OutboxSettings;
import dev.switchboard.core.outbox.Outcome;
import dev.switchboard.core.outbox.Outcomes;
import dev.switchboard.core.outbox.Overdue;
import dev.switchboard.core.outbox.StatusChecks;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ProviderFactory;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.task.TaskQueue;
import dev.switchboard.core.task.TaskTables;
import dev.switchboard.core.task.Wakeups;
import dev.switchboard.core.template.Templates;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.webhook.WebhookInbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One node's engine without a framework around it, with a tenant and an account of [TestProvider].
public final class TestEngine implements AutoCloseable {

  public static final OutboxSettings SETTINGS = new OutboxSettings(Duration.ofSeconds(30),
      List.of(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)),
      List.of(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ofMillis(1));

  public static final SecretCipher CIPHER = new SecretCipher("test", Map.of("test", new byte[32]));
  /// Small, so that tests need not be large.
  public static final AttachmentSettings ATTACHMENTS = new AttachmentSettings(2_000_000, Duration.ofSeconds(30),
      List.of(Duration.ofMillis(1), Duration.ofMillis(1)));

  public final TestDatabase db;
  public final TestProvider provider;
  public final Database database;
  public final Accounts accounts;
  public final Doorbell doorbell;
  public final Wakeups wakeups;
  public final Messages messages;
  public final Outbox outbox;
  public final Receipts receipts;
  public final Outcomes outcomes;
  public final Overdue overdue;
  public final StatusChecks checks;
  public final DueLanes dueLanes;
  public final WebhookInbox webhooks;
  public final Attachments attachments;
  public final AttachmentFiles files;
  public final MediaFetches fetches;
  public final UUID tenantId;
  public final Account account;

  public TestEngine(TestDatabase db) {
    this(db, new TestProvider(), SETTINGS, null);
  }

  /// @param others further services, without accounts
  public TestEngine(TestDatabase db, List<TestProvider> others) {
    this(db, new TestProvider(), SETTINGS, null, others);
  }

  /// @param rate messages per second of the account; null for no limit
  public TestEngine(TestDatabase db, TestProvider provider, OutboxSettings settings, @Nullable Double rate) {
    this(db, provider, settings, rate, List.of());
  }

  private TestEngine(TestDatabase db, TestProvider provider, OutboxSettings settings, @Nullable Double rate,
      List<TestProvider> others) {
    this.db = db;
    this.provider = provider;
    database = new Database(db.newPool());
    TaskTables.create(database.pool());
    List<ProviderFactory> factories = Stream.concat(Stream.of(provider), others.stream())
        .map(ProviderFactory.class::cast)
        .toList();
    accounts = new Accounts(database, factories, CIPHER);
    doorbell = new Doorbell(database);
    wakeups = new Wakeups(database, new TaskQueue(), doorbell);
    messages = Messages.over(accounts, database, doorbell, wakeups);
    attachments = new Attachments(database, ATTACHMENTS);
    files = new AttachmentFiles(database, ATTACHMENTS, attachments,
        new FileLinks("https://switchboard.example", CIPHER));
    fetches = new MediaFetches(database, ATTACHMENTS, doorbell);
    outbox = new Outbox(database, settings, files);
    receipts = new Receipts(database, doorbell, wakeups);
    outcomes = new Outcomes(database, settings, receipts, doorbell, wakeups);
    overdue = new Overdue(database, settings, doorbell, wakeups);
    checks = new StatusChecks(database, settings, doorbell, wakeups);
    dueLanes = new DueLanes(database, wakeups);
    webhooks = new WebhookInbox(accounts, database, receipts, doorbell, CIPHER);
    tenantId = Ids.next();
    account = newAccount("test", rate);
  }

  private Account newAccount(String name, @Nullable Double rate) {
    db.value(Integer.class, """
        with t as (insert into tenants (id, name) values (?, ?) returning id)
        insert into channel_accounts (id, tenant_id, name, provider, rate_per_second)
        select ?, id, ?, 'test', ?::double precision from t
        returning 1
        """, tenantId, tenantId.toString(), Ids.next(), name, rate == null ? null : rate.toString());
    return accounts.find(tenantId, name).orElseThrow();
  }

  /// A further account of the same tenant.
  public Account newAccount(String name, TestProvider provider) {
    db.value(Integer.class, """
        insert into channel_accounts (id, tenant_id, name, provider)
        values (?, ?, ?, ?)
        returning 1
        """, Ids.next(), tenantId, name, provider.name());
    return accounts.find(tenantId, name).orElseThrow();
  }

  /// Another agent of the tenant.
  public UUID newAgent(String name) {
    return db.value(UUID.class, """
        insert into agents (id, tenant_id, email, name, password_hash)
        values (?, ?, ?, ?, 'x')
        returning id
        """, Ids.next(), tenantId, name + "@" + tenantId, name);
  }

  /// A customer writes to the account.
  public void customerWrites(String from, String text) {
    customerWrites(account.id(), from, text);
  }

  public void customerWrites(UUID accountId, String from, String text) {
    webhooks.receive(accountId, TestProvider.webhook(List.of(
        Map.of("from", from, "id", UUID.randomUUID().toString(), "text", text))));
  }

  /// Takes messages in on a node that sends them as well.
  ///
  /// @param transactions where they are stored
  public Messages messages(Database transactions, Handoff handoff) {
    return Messages.over(accounts, transactions, doorbell, wakeups, Templates.over(transactions, doorbell), handoff);
  }

  public MessageRequest request(String to, String text) {
    return request(to, text, Lane.TRANSACTIONAL, null);
  }

  public MessageRequest request(String to, String text, Lane lane, @Nullable String key) {
    return new MessageRequest(tenantId, "test", to, new Content.Text(text), lane, DeliveryPolicy.AT_LEAST_ONCE, null,
        null, null, null, key, null, null);
  }

  public MessageRequest scheduled(String to, String text, Instant sendAt, @Nullable Instant expiresAt) {
    return new MessageRequest(tenantId, "test", to, new Content.Text(text), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, sendAt, expiresAt, null, null, null, null, null);
  }

  public MessageRequest atMostOnce(String to, String text) {
    return new MessageRequest(tenantId, "test", to, new Content.Text(text), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_MOST_ONCE, null, null, null, null, null, null, null);
  }

  /// Accepts and returns the id.
  public UUID accept(MessageRequest request) {
    return ((AcceptResult.Accepted) messages.accept(request)).id();
  }

  public UUID accept(String to, String text) {
    return accept(request(to, text));
  }

  public List<Claimed> claim(int limit) {
    return claim(Lane.TRANSACTIONAL, limit);
  }

  public List<Claimed> claim(Lane lane, int limit) {
    return outbox.claim(account, lane, limit, "node-1").messages();
  }

  /// Sends what was claimed and writes the outcome, as a worker does.
  public SendResult send(Claimed claimed) {
    var startedAt = Instant.now();
    var withheld = claimed.withheld();
    if (withheld != null) {
      SendResult notCalled = new SendResult.Rejected(withheld);
      outcomes.settle(new Outcome(claimed, notCalled, startedAt, false, provider.statusLookup));
      return notCalled;
    }
    var result = provider.send(claimed.message());
    settle(claimed, result, startedAt);
    return result;
  }

  public void settle(Claimed claimed, SendResult result) {
    settle(claimed, result, Instant.now());
  }

  private void settle(Claimed claimed, SendResult result, Instant startedAt) {
    outcomes.settle(new Outcome(claimed, result, startedAt, true, provider.statusLookup));
  }

  /// Sends everything that can be sent, one round of claims after the other.
  public void drain() {
    for (var lane : Lane.values()) {
      var claimed = claim(lane, 100);
      while (!claimed.isEmpty()) {
        claimed.forEach(this::send);
        claimed = claim(lane, 100);
      }
    }
  }

  /// Closes a chat.
  public void close(UUID chatId) {
    assertThat(new ChatHandling(database, doorbell).close(Actor.node(tenantId), chatId))
        .isEqualTo(new ChatChange.Done(true));
  }

  public @Nullable String status(UUID messageId) {
    return db.value(String.class, "select status from chat_messages where id = ?", messageId);
  }

  /// Lets every lease run out, as if a minute had passed.
  public void leasesRunOut() {
    db.run("update outbox set lease_until = now() - interval '1 second' where lease_until is not null");
  }

  @Override
  public void close() throws Exception {
    wakeups.close();
    doorbell.close();
  }
}
