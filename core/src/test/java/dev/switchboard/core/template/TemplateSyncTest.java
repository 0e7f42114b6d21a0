package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.template.TemplateReader.Filter;
import dev.switchboard.core.template.TemplateSync.Result;
import dev.switchboard.core.tenant.Viewer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TemplateSyncTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TemplateNode node;

  @BeforeEach
  void start() {
    DB.run("delete from template_syncs", "update channel_accounts set enabled = false");
    node = new TemplateNode(DB);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private int fetch() {
    return ((Result.Done) node.sync.now(node.account("whatsapp"))).changed();
  }

  private TemplateView view(String name) {
    var filter = new Filter(null, null, node.account("whatsapp"), null, null, name);
    var found = node.reader.list(Viewer.all(node.tenantId), filter, null, 10);
    if (found.isEmpty()) {
      found = node.reader.list(Viewer.all(node.tenantId), new Filter(null, null, null, null, "DELETED", name), null,
          10);
    }
    return node.reader.find(Viewer.all(node.tenantId), found.getFirst().id()).orElseThrow();
  }

  private TemplateReader.SyncState state() {
    return node.reader.syncState(node.account("whatsapp")).orElseThrow();
  }

  private void told(String... state) {
    var item = new HashMap<String, String>();
    for (var i = 0; i < state.length; i += 2) {
      item.put(state[i], state[i + 1]);
    }
    node.webhooks.receive(node.account("whatsapp").id(), TestService.webhook(List.of(item)));
  }

  @Test
  void whatIsNewIsKept() {
    node.service.keeps("hello", "pt_BR", "Oi {{1}}", "APPROVED");
    node.service.keeps("hello", "en", "Hi {{1}}", "PENDING");

    assertThat(fetch()).isEqualTo(2);

    var view = node.reader.list(Viewer.all(node.tenantId), new Filter(null, "pt_BR", null, null, null, null), null, 10)
        .getFirst();
    assertThat(view.channel()).isEqualTo("whatsapp");
    assertThat(view.account()).isEqualTo("whatsapp");
    assertThat(view.text()).isEqualTo("Oi {{1}}");
    assertThat(view.variables()).extracting(each -> each.name() + " " + each.example()).containsExactly("1 Ana");
    assertThat(DB.count("events where kind = 'template_updated' and tenant_id = ?", node.tenantId)).isEqualTo(2);
    assertThat(state().syncedAt()).isNotNull();
    assertThat(state().failure()).isNull();
  }

  @Test
  void whatIsTheSameIsLeftAlone() {
    node.service.keeps("hello", "pt_BR", "Oi {{1}}", "APPROVED");
    fetch();

    assertThat(fetch()).isZero();
    assertThat(view("hello").version()).isEqualTo(1);
  }

  @Test
  void whatReadsOtherwiseIsANewVersion() {
    node.service.keeps("hello", "pt_BR", "Oi {{1}}", "APPROVED");
    fetch();
    var message = node.sent("whatsapp", "hello", "pt_BR", "1", "Ana");
    node.service.keeps("hello", "pt_BR", "Olá {{1}}", "APPROVED");

    assertThat(fetch()).isEqualTo(1);

    assertThat(view("hello").version()).isEqualTo(2);
    assertThat(node.stored(message, "{text}")).isEqualTo("Oi Ana");
    assertThat(node.stored(node.sent("whatsapp", "hello", "pt_BR", "1", "Ana"), "{text}")).isEqualTo("Olá Ana");
  }

  @Test
  void whatIsPausedIsRefusedAndComesBackWithoutANewVersion() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();
    node.sent("whatsapp", "hello", "pt_BR");
    node.service.keeps("hello", "pt_BR", "Oi", "PAUSED");
    fetch();

    assertThat(node.refused("whatsapp", "hello", "pt_BR"))
        .startsWith("content.name template-not-approved: is PAUSED (LOW_QUALITY)");

    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();
    node.sent("whatsapp", "hello", "pt_BR");
    assertThat(view("hello").version()).isEqualTo(1);
  }

  @Test
  void whatHasVanishedIsDeletedAndStays() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();
    node.service.kept.clear();

    assertThat(fetch()).isEqualTo(1);

    assertThat(node.refused("whatsapp", "hello", "pt_BR")).contains("is DELETED (the service has it no more)");
    assertThat(view("hello").versions()).hasSize(1);
    assertThat(fetch()).isZero();
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    assertThat(fetch()).isEqualTo(1);
    node.sent("whatsapp", "hello", "pt_BR");
  }

  @Test
  void whereTheServiceCannotBeAskedEverythingStaysAndTheReasonIsShown() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();
    var before = state();
    node.service.trouble = "the token has expired\0";

    assertThat(node.sync.now(node.account("whatsapp"))).isInstanceOf(Result.Failed.class);

    node.sent("whatsapp", "hello", "pt_BR");
    assertThat(state().syncedAt()).isEqualTo(before.syncedAt());
    assertThat(state().failedAt()).isAfter(before.syncedAt());
    assertThat(state().failure()).startsWith("the token has expired");
    node.service.trouble = null;
    fetch();
    assertThat(state().failure()).isNull();
  }

  @Test
  void everyAccountIsDueOnceAndThenInAnHour() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");

    for (var channel : Channel.values()) {
      assertThat(node.sync.next()).as(channel.name()).isPresent();
    }

    assertThat(node.sync.next()).isEmpty();
    assertThat(view("hello").state()).isEqualTo("APPROVED");
    assertThat(DB.count("""
        template_syncs
        where account_id = ? and due_at between now() + interval '47 minutes' and now() + interval '73 minutes'
        """, node.account("whatsapp").id())).isOne();
    DB.run("update template_syncs set due_at = now() where account_id = '" + node.account("whatsapp").id() + "'");
    assertThat(node.sync.next()).contains(new Result.Done(0));
  }

  @Test
  void oneNodeFetchesAtATime() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    node.service.whileAsked = () -> {
      asked.countDown();
      try {
        answer.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
    var first = CompletableFuture.supplyAsync(() -> node.sync.now(node.account("whatsapp")));
    asked.await();

    try (var twin = node.twin()) {
      assertThat(twin.sync.now(twin.account("whatsapp"))).isEqualTo(new Result.Busy());
      // That the lease has run out, for whatever reason, is noticed by who held it.
      DB.run("update template_syncs set lease_until = now() - interval '1 second' where lease_until is not null");
      node.service.whileAsked = () -> {};
      assertThat(twin.sync.now(twin.account("whatsapp"))).isInstanceOf(Result.Done.class);
    }
    answer.countDown();

    assertThat(first.get()).isEqualTo(new Result.Busy());
  }

  @Test
  void aStateThatAWebhookTellsCountsAtOnce() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();
    var version = view("hello").version();

    told("name", "hello", "language", "pt_BR", "state", "PAUSED", "reason", "SECOND_PAUSE");

    await().until(() -> node.send("whatsapp", "hello", "pt_BR") instanceof Refused);
    assertThat(node.refused("whatsapp", "hello", "pt_BR")).contains("is PAUSED (SECOND_PAUSE)");
    assertThat(view("hello").version()).isEqualTo(version);
    assertThat(DB.value(String.class, """
        select payload #>> '{template,state}'
        from events
        where kind = 'template_updated' and tenant_id = ?
        order by seq desc
        """, node.tenantId)).isEqualTo("PAUSED");
    assertThat(DB.value(String.class, "select outcome from webhook_inbox where tenant_id = ?", node.tenantId))
        .isEqualTo("APPLIED");
    // And the list is looked at again.
    assertThat(node.reader.syncState(node.account("whatsapp")).orElseThrow().nextAt())
        .isBefore(Instant.now().plusSeconds(60));
  }

  @Test
  void aWebhookThatRepeatsAStateTellsNobody() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();

    told("name", "hello", "language", "pt_BR", "state", "APPROVED");

    assertThat(DB.count("events where kind = 'template_updated' and tenant_id = ?", node.tenantId)).isOne();
  }

  @Test
  void aWebhookWithoutALanguageMeansAllOfThem() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    node.service.keeps("hello", "en", "Hi", "APPROVED");
    fetch();

    told("name", "hello", "state", "DISABLED");

    assertThat(DB.count("templates where tenant_id = ? and state = 'DISABLED'", node.tenantId)).isEqualTo(2);
  }

  @Test
  void aTemplateThatNobodyKnowsYetIsFetchedSoon() {
    fetch();

    told("name", "new", "language", "pt_BR", "state", "APPROVED");
    node.service.keeps("new", "pt_BR", "Oi", "APPROVED");

    await().until(() -> node.sync.next().filter(new Result.Done(1)::equals).isPresent());
    node.sent("whatsapp", "new", "pt_BR");
  }

  @Test
  void aStateCountsForAllAccountsOfTheBusiness() {
    node.service.keeps("shared", "hello", "pt_BR", "Oi", "APPROVED", false);
    fetch();
    var second = new AccountAdministration(DB.database(), List.of(node.service),
        new SecretCipher("test", Map.of("test", new byte[32]))).create(node.tenantId,
            "second", "keeper", Template.JSON.createObjectNode(), Map.of(), null);
    node.sync.now(node.accounts.find(second).orElseThrow());

    told("name", "hello", "language", "pt_BR", "state", "PAUSED");

    assertThat(DB.value(String.class, "select state from templates where account_id = ?", second)).isEqualTo("PAUSED");
  }

  @Test
  void whatAWebhookSaidAfterTheServiceWasAskedIsNewer() {
    node.service.keeps("hello", "pt_BR", "Oi", "APPROVED");
    fetch();
    node.service.whileAsked = () -> told("name", "hello", "language", "pt_BR", "state", "PAUSED");

    fetch();

    assertThat(view("hello").state()).isEqualTo("PAUSED");
    // The webhook has asked for another look, which the first one has not used up.
    assertThat(DB.count("template_syncs where account_id = ? and due_at <= now()", node.account("whatsapp").id()))
        .isOne();
  }

  @Test
  void anotherTenantsTemplatesStayAsTheyAre() throws Exception {
    try (var rival = new TemplateNode(DB)) {
      node.service.keeps("shared", "hello", "pt_BR", "Oi", "APPROVED", false);
      rival.service.keeps("shared", "hello", "pt_BR", "Oi", "APPROVED", false);
      fetch();
      rival.sync.now(rival.account("whatsapp"));

      told("name", "hello", "language", "pt_BR", "state", "PAUSED");

      assertThat(Objects.requireNonNull(
          DB.value(String.class, "select state from templates where tenant_id = ?", rival.tenantId)))
          .isEqualTo("APPROVED");
    }
  }
}
