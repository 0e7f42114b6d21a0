package dev.switchboard.bench.contender;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.task.TaskTables;
import dev.switchboard.core.tenant.Tenants;
import dev.switchboard.migrations.Migrations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Switchboard as it is shipped: the node's own beans and configuration, without its HTTP server, and an account of the
/// sandbox channel whose service is the sink.
///
/// Every message is a chat message of its recipient with an event for live clients, and keeps its order; the peers store a
/// row and a job.
public final class SwitchboardContender implements Contender {

  private static final String ACCOUNT = "bench";
  // One of our own: those of the nodes come and go with them.
  private static final MeterRegistry SENDS = new SimpleMeterRegistry();

  private final Place place;
  private final HikariDataSource reader;
  private final ApplicationContext node;
  private final UUID tenant;
  private @Nullable ApplicationContext workers;
  private final AtomicLong accepted = new AtomicLong();

  private SwitchboardContender(Place place) {
    this.place = place;
    Metrics.addRegistry(SENDS);
    // Flyway takes three at a time.
    reader = place.pool(3);
    Migrations.migrate(reader);
    TaskTables.create(reader);
    node = start(false);
    tenant = node.getBean(Tenants.class).create(ACCOUNT).id();
    var settings = new ObjectMapper().createObjectNode().put("url", root(place.sink().toString()));
    node.getBean(AccountAdministration.class)
        .create(tenant, ACCOUNT, "sandbox", settings, Map.of("key", new Secret("bench")), null);
  }

  // The sandbox's client appends its own path.
  private static String root(String url) {
    return url.replaceFirst("(?<=\\d)/.*$", "");
  }

  public static void main(String[] arguments) {
    Contest.main(arguments, SwitchboardContender::new);
  }

  private ApplicationContext start(boolean worker) {
    return ApplicationContext.builder()
        .properties(Map.of(
            "datasources.default.url", place.jdbcUrl(),
            "datasources.default.username", place.user(),
            "datasources.default.password", place.password(),
            "switchboard.secrets.current", ACCOUNT,
            "switchboard.secrets.keys." + ACCOUNT, Base64.getEncoder().encodeToString(new byte[32]),
            // The sink gives no receipts and knows of no message: asking it after all of them would be measured, too.
            "switchboard.send.receipt-patience", "1h",
            "switchboard.worker.enabled", worker))
        .banner(false)
        .start();
  }

  @Override
  public void accept(Message message) {
    if (!(messages().accept(request(message)) instanceof AcceptResult.Accepted)) {
      throw new IllegalStateException("refused");
    }
    accepted.incrementAndGet();
  }

  @Override
  public void acceptAll(List<Message> messages) {
    var answers = messages().acceptAll(messages.stream().map(this::request).toList());
    if (!answers.stream().allMatch(AcceptResult.Accepted.class::isInstance)) {
      throw new IllegalStateException("refused");
    }
    accepted.addAndGet(answers.size());
  }

  // Where the workers run, they and whoever accepts are one node.
  private Messages messages() {
    return (workers == null ? node : workers).getBean(Messages.class);
  }

  private MessageRequest request(Message message) {
    // The sink finds the time wherever it stands in the body.
    var text = message.sentAt() == 0 ? message.text() : message.text() + " sentAt=" + message.sentAt() + ".";
    return new MessageRequest(tenant, ACCOUNT, message.to(), new Content.Text(text), Lane.TRANSACTIONAL,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, null);
  }

  @Override
  public void startWorkers() {
    workers = start(true);
  }

  @Override
  public void stopWorkers() {
    if (workers != null) {
      workers.close();
      workers = null;
    }
  }

  // The calls are counted in the process; only when all are made is the database asked whether their outcomes are written.
  @Override
  public long sent() throws SQLException {
    var called = SENDS.find("switchboard.sends").timers().stream().mapToLong(Timer::count).sum();
    return called < accepted.get() ? called : recorded();
  }

  @Override
  public long recorded() throws SQLException {
    return count(
        "chat_messages m where status = 'SENT' and exists (select from message_attempts a where a.message_id = m.id and a.provider_message_id is not null)");
  }

  private long count(String fromAndWhere) throws SQLException {
    try (var connection = reader.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from " + fromAndWhere)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    stopWorkers();
    node.close();
    reader.close();
  }
}
