package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.template.TemplateReader.Filter;
import dev.switchboard.core.tenant.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TemplateVersionTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final Filter ALL = new Filter(null, null, null, null, null, null);

  TemplateNode node;

  @BeforeEach
  void start() {
    node = new TemplateNode(DB);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private TemplateChange change(UUID id, int version, String text, String... variables) {
    return node.administration.change(node.tenantId, id, version, null,
        TemplateNode.draft("{\"text\":\"" + text + "\"}", variables), null);
  }

  private TemplateView find(UUID id) {
    return node.reader.find(Viewer.all(node.tenantId), id).orElseThrow();
  }

  private long events(UUID id) {
    return DB.count("events where kind = 'template_updated' and payload #>> '{template,id}' = ?", id.toString());
  }

  @Test
  void aLaterVersionChangesNoMessage() {
    var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"Olá {{name}}\"}", "name");
    var before = node.sent("sms", "hello", "pt", "name", "Ana");

    assertThat(change(id, 1, "Oi {{name}} {{code}}", "name", "code")).isEqualTo(new TemplateChange.Done(id, 2));

    // Claimed, and so sent and sent again, only now.
    assertThat(node.claimed("sms", before)).isEqualTo(new Content.Text("Olá Ana"));
    assertThat(node.stored(before, "{template,version}")).isEqualTo("1");
    var after = node.sent("sms", "hello", "pt", "name", "Ana", "code", "7");
    assertThat(node.stored(after, "{text}")).isEqualTo("Oi Ana 7");
    assertThat(node.stored(after, "{template,version}")).isEqualTo("2");
    assertThat(find(id).versions()).extracting(TemplateView.Version::version).containsExactly(2, 1);
    assertThat(events(id)).isEqualTo(2);
  }

  @Test
  void aVersionCannotBeChangedByAnybody() {
    node.write("hello", Channel.SMS, "pt", "{\"text\":\"Olá\"}");

    assertThatThrownBy(() -> DB.run("update template_versions set body = '{\"text\":\"Oi\"}'"))
        .isInstanceOf(DatabaseException.class).hasMessageContaining("do not change");
  }

  @Test
  void whoHasNotSeenTheLastVersionChangesNothing() {
    var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"a\"}");
    change(id, 1, "b");

    assertThat(change(id, 1, "c")).isEqualTo(new TemplateChange.Outdated(2));
    assertThat(find(id).text()).isEqualTo("b");
  }

  @Test
  void theSameWordsAreNoNewVersion() {
    var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"a\"}");

    assertThat(change(id, 1, "a")).isEqualTo(new TemplateChange.Done(id, 1));
    assertThat(events(id)).isEqualTo(1);
  }

  @Test
  void whatIsWrongChangesNothing() {
    var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"a\"}");

    assertThat(change(id, 1, "{{b}}")).isInstanceOf(TemplateChange.Faulty.class);
    assertThat(find(id).version()).isEqualTo(1);
  }

  @Test
  void aNameAndALanguageAreTakenOnce() {
    node.write("hello", Channel.SMS, "pt_BR", "{\"text\":\"a\"}");

    assertThat(node.administration.create(node.tenantId, null, "hello", Channel.SMS, "pt-br", false,
        TemplateNode.draft("{\"text\":\"b\"}"))).isInstanceOfSatisfying(TemplateChange.Faulty.class,
            faulty -> assertThat(faulty.faults()).extracting(TemplateFault::code).containsExactly("taken"));
    node.write("hello", Channel.WHATSAPP, "pt_BR", "{\"text\":\"a\"}");
  }

  @Test
  void oneLanguageOfANameIsTheStandard() {
    var pt = node.write("hello", Channel.SMS, "pt", true, "{\"text\":\"a\"}");
    var en = node.write("hello", Channel.SMS, "en", true, "{\"text\":\"a\"}");
    assertThat(find(pt).standard()).isFalse();

    node.administration.change(node.tenantId, pt, 1, null, null, true);

    assertThat(find(pt).standard()).isTrue();
    assertThat(find(en).standard()).isFalse();
    assertThat(find(pt).version()).isEqualTo(1);
  }

  @Test
  void whatIsDeletedIsNotSentAndStaysToBeLookedAt() {
    var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"a\"}");
    var message = node.sent("sms", "hello", "pt");

    assertThat(node.administration.delete(node.tenantId, id, null)).isInstanceOf(TemplateChange.Done.class);

    assertThat(node.refused("sms", "hello", "pt")).startsWith("content.name unknown-template");
    assertThat(node.claimed("sms", message)).isEqualTo(new Content.Text("a"));
    assertThat(find(id).state()).isEqualTo("DELETED");
    assertThat(node.reader.list(Viewer.all(node.tenantId), ALL, null, 10)).isEmpty();
    assertThat(change(id, 1, "b")).isEqualTo(new TemplateChange.Unknown());
    node.write("hello", Channel.SMS, "pt", "{\"text\":\"anew\"}");
    assertThat(node.stored(node.sent("sms", "hello", "pt"), "{text}")).isEqualTo("anew");
  }

  @Test
  void anotherNodeForgetsWhatHasChanged() throws Exception {
    try (var twin = node.twin()) {
      await().until(() -> DB.count("""
          pg_stat_activity
          where datname = current_database() and application_name = 'switchboard-listen' and state = 'idle'
          """) == 2);
      var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"a\"}");
      assertThat(node.stored(twin.sent("sms", "hello", "pt"), "{text}")).isEqualTo("a");

      change(id, 1, "b");

      assertThat(node.stored(node.sent("sms", "hello", "pt"), "{text}")).isEqualTo("b");
      await().until(() -> node.stored(twin.sent("sms", "hello", "pt"), "{text}").equals("b"));
    }
  }

  @Test
  void anotherTenantCanNeitherSeeNorChangeIt() throws Exception {
    var id = node.write("hello", Channel.SMS, "pt", "{\"text\":\"a\"}");
    try (var rival = new TemplateNode(DB)) {
      assertThat(rival.reader.find(Viewer.all(rival.tenantId), id)).isEmpty();
      assertThat(rival.administration.change(rival.tenantId, id, 1, null, TemplateNode.draft("{\"text\":\"b\"}"), null))
          .isEqualTo(new TemplateChange.Unknown());
      assertThat(rival.administration.delete(rival.tenantId, id, null)).isEqualTo(new TemplateChange.Unknown());
    }
    assertThat(find(id).text()).isEqualTo("a");
  }

  @Test
  void theListIsReadPageByPageInTheOrderOfNames() {
    for (var name : List.of("b", "a", "d", "c", "e")) {
      node.write(name, Channel.SMS, "pt", "{\"text\":\"x\"}");
    }
    var names = new ArrayList<String>();
    @Nullable TemplateCursor after = null;
    for (var page = node.reader.list(Viewer.all(node.tenantId), ALL, null, 2); !page.isEmpty(); page = node.reader
        .list(Viewer.all(node.tenantId), ALL, after, 2)) {
      page.forEach(each -> names.add(each.name()));
      after = TemplateCursor.decode(new TemplateCursor(page.getLast().name(), page.getLast().id()).encode())
          .orElseThrow();
    }

    assertThat(names).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void theListIsNarrowedByWhatIsAskedFor() {
    node.write("order_shipped", Channel.SMS, "pt_BR", "{\"text\":\"x\"}");
    node.write("order_shipped", Channel.PUSH, "en", "{\"title\":\"x\"}");
    node.write("welcome", Channel.SMS, "en", "{\"text\":\"x\"}");

    assertThat(list(new Filter(Channel.SMS, null, null, null, null, null))).containsExactly("order_shipped", "welcome");
    assertThat(list(new Filter(null, "pt-br", null, null, null, null))).containsExactly("order_shipped");
    assertThat(list(new Filter(null, null, null, null, null, "SHIP"))).hasSize(2);
    assertThat(list(new Filter(null, null, null, null, null, "%"))).isEmpty();
    assertThat(list(new Filter(null, null, null, null, "DELETED", null))).isEmpty();
    assertThat(list(new Filter(null, null, node.account("whatsapp"), null, null, null))).isEmpty();
    assertThat(list(new Filter(null, null, null, node.account("push"), null, null))).containsExactly("order_shipped");
  }

  private List<String> list(Filter filter) {
    return node.reader.list(Viewer.all(node.tenantId), filter, null, 10).stream().map(TemplateView::name).toList();
  }
}
