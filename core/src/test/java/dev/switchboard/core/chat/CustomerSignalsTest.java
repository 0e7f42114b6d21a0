package dev.switchboard.core.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import dev.switchboard.core.spi.Capabilities.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CustomerSignalsTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TestEngine engine;

  @BeforeEach
  void start() {
    engine = new TestEngine(DB);
    engine.provider.signals = Set.of(Signal.READ, Signal.TYPING);
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
  }

  private CustomerSignals signals(Duration rest) {
    return new CustomerSignals(engine.database, engine.accounts, rest);
  }

  private UUID chatOf(String from, String... ids) {
    for (var id : ids) {
      engine.webhooks.receive(engine.account.id(),
          TestProvider.webhook(List.of(Map.of("from", from, "id", id, "text", "Oi"))));
    }
    return DB.value(UUID.class, "select id from chats where tenant_id = ? and address = ?", engine.tenantId, from);
  }

  @Test
  void theLastThingThatTheCustomerWroteIsShownAsRead() {
    var chat = chatOf("+5511999990001", "a-1", "a-2");

    signals(LONG).read(engine.tenantId, chat);

    await().until(() -> !engine.provider.shown.isEmpty());
    assertThat(engine.provider.shown).containsExactly("a-2");
  }

  @Test
  void whateverIsSaidMeanwhileIsShownOnceAfterTheRest() {
    var chat = chatOf("+5511999990001", "a-1");
    var signals = signals(SHORT);

    for (var i = 0; i < 50; i++) {
      signals.read(engine.tenantId, chat);
      signals.typing(engine.tenantId, chat);
    }

    await().until(() -> engine.provider.shown.size() == 2);
    assertThat(engine.provider.shown).containsExactly("a-1", "a-1+");
  }

  @Test
  void whoIsSilentForAWhileIsShownAgain() {
    var chat = chatOf("+5511999990001", "a-1");
    var signals = signals(Duration.ofMillis(1));

    await().until(() -> {
      signals.typing(engine.tenantId, chat);
      return engine.provider.shown.size() >= 3;
    });
    assertThat(engine.provider.shown).containsOnly("a-1+");
  }

  @Test
  void chatsDoNotWaitForOneAnother() {
    var ana = chatOf("+5511999990001", "a-1");
    var bia = chatOf("+5511999990002", "b-1");
    var signals = signals(LONG);

    signals.read(engine.tenantId, ana);
    signals.typing(engine.tenantId, bia);

    await().until(() -> engine.provider.shown.size() == 2);
    assertThat(engine.provider.shown).containsExactlyInAnyOrder("a-1", "b-1+");
  }

  @Test
  void onlyWhatTheServiceCanShowIsShown() {
    engine.provider.signals = Set.of(Signal.READ);
    var ana = chatOf("+5511999990001", "a-1");
    var bia = chatOf("+5511999990002", "b-1");
    var signals = signals(LONG);

    signals.typing(engine.tenantId, ana);
    signals.read(engine.tenantId, bia);

    await().until(() -> !engine.provider.shown.isEmpty());
    assertThat(engine.provider.shown).containsExactly("b-1");
  }

  @Test
  void anotherTenantsChatIsNotShown() {
    var chat = chatOf("+5511999990001", "a-1");
    var signals = signals(SHORT);

    signals.read(UUID.randomUUID(), chat);
    signals.typing(engine.tenantId, chat);

    await().until(() -> !engine.provider.shown.isEmpty());
    assertThat(engine.provider.shown).containsExactly("a-1+");
  }
}
