package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.attachment.AttachmentSettings;
import dev.switchboard.core.attachment.Attachments;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.tenant.Viewer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResolutionTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  TemplateNode node;

  @BeforeEach
  void start() {
    node = new TemplateNode(DB);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private static final String HELLO = "{\"text\":\"Olá {{name}}\"}";

  private void fetch() {
    assertThat(node.sync.now(node.account("whatsapp"))).isInstanceOf(TemplateSync.Result.Done.class);
  }

  @Test
  void ourOwnIsSentAsWhatItSays() {
    var template = node.write("hello", Channel.SMS, "pt_BR", HELLO, "name");

    var message = node.sent("sms", "hello", "pt_BR", "name", "Ana");

    assertThat(node.claimed("sms", message)).isEqualTo(new Content.Text("Olá Ana"));
    assertThat(node.stored(message, "{text}")).isEqualTo("Olá Ana");
    assertThat(node.stored(message, "{template}")).isEqualToIgnoringWhitespace(
        "{\"id\":\"%s\",\"name\":\"hello\",\"version\":1,\"language\":\"pt_BR\"}".formatted(template));
    assertThat(DB.value(String.class, "select kind from chat_messages where id = ?", message)).isEqualTo("text");
    assertThat(DB.value(String.class,
        "select payload #>> '{message,content,template,name}' from events where message_id = ?", message))
        .isEqualTo("hello");
  }

  @Test
  void aMailAndANotificationAreMadeOfTheirParts() {
    node.write("hello", Channel.EMAIL, "pt", "{\"subject\":\"S {{name}}\",\"html\":\"<p>{{name}}</p>\"}", "name");
    node.write("hello", Channel.PUSH, "pt", "{\"title\":\"T {{name}}\"}", "name");

    var mail = node.sent("email", "hello", "pt", "name", "<Ana>");
    var push = node.sent("push", "hello", "pt", "name", "Ana");

    assertThat(node.claimed("email", mail)).isEqualTo(new Content.Email("S <Ana>", null, "<p>&lt;Ana&gt;</p>"));
    assertThat(node.claimed("push", push)).isInstanceOfSatisfying(Content.Notification.class,
        notification -> assertThat(notification.title()).isEqualTo("T Ana"));
  }

  @Test
  void whatTheServiceKeepsIsFilledForTheService() {
    node.service.keeps("hello", "pt_BR", "Oi {{1}}", "APPROVED");
    fetch();

    var message = node.sent("whatsapp", "hello", "pt_BR", "1", "Ana");

    assertThat(node.claimed("whatsapp", message)).isInstanceOfSatisfying(Content.Template.class, template -> {
      assertThat(template.components()).hasSize(1);
      assertThat(template.text()).isEqualTo("Oi Ana");
    });
    assertThat(node.stored(message, "{template,version}")).isEqualTo("1");
  }

  @Test
  void theServicesGoesBeforeOurOwn() {
    node.write("hello", Channel.WHATSAPP, "pt_BR", HELLO, "name");
    var before = node.sent("whatsapp", "hello", "pt_BR", "name", "Ana");
    node.service.keeps("hello", "pt_BR", "Oi {{1}}", "APPROVED");
    fetch();

    var after = node.sent("whatsapp", "hello", "pt_BR", "1", "Ana");

    assertThat(node.claimed("whatsapp", before)).isEqualTo(new Content.Text("Olá Ana"));
    assertThat(node.stored(after, "{type}")).isEqualTo("template");
    node.service.kept.clear();
    fetch();
    assertThat(node.stored(node.sent("whatsapp", "hello", "pt_BR", "name", "Zé"), "{text}")).isEqualTo("Olá Zé");
  }

  @Test
  void theLanguageFallsBackToWhatItBelongsToAndThenToTheStandard() {
    node.write("hello", Channel.SMS, "pt", "{\"text\":\"pt\"}");
    node.write("hello", Channel.SMS, "pt-BR", "{\"text\":\"pt_BR\"}");
    node.write("hello", Channel.SMS, "en", true, "{\"text\":\"en\"}");

    assertThat(node.stored(node.sent("sms", "hello", "pt_BR"), "{text}")).isEqualTo("pt_BR");
    assertThat(node.stored(node.sent("sms", "hello", "pt-br"), "{text}")).isEqualTo("pt_BR");
    assertThat(node.stored(node.sent("sms", "hello", "pt_PT"), "{text}")).isEqualTo("pt");
    assertThat(node.stored(node.sent("sms", "hello", "es_AR"), "{text}")).isEqualTo("en");
    assertThat(node.stored(node.sent("sms", "hello", null), "{text}")).isEqualTo("en");
  }

  @Test
  void everythingThatIsWrongWithTheVariablesIsToldAtOnce() {
    node.write("hello", Channel.EMAIL, "pt", "{\"subject\":\"{{name}}\",\"text\":\"{{code}} {{day}}\"}", "name", "code",
        "day");

    var answer = (Refused) node.send("email", "hello", "pt", "name", "a\nb", "code", " ", "place", "here");

    assertThat(answer.all()).extracting(fault -> fault.field() + " " + fault.code().label()).containsExactly(
        "content.variables.code empty-variable", "content.variables.day missing-variable",
        "content.variables.place unknown-variable", "content.variables.name bad-variable");
  }

  @Test
  void withoutAStandardTheLanguagesThatThereAreAreTold() {
    node.write("hello", Channel.SMS, "pt", "{\"text\":\"pt\"}");
    node.write("hello", Channel.SMS, "en", "{\"text\":\"en\"}");

    assertThat(node.refused("sms", "hello", "es"))
        .isEqualTo("content.language unknown-template: must be one of those that there are: en, pt");
    assertThat(node.refused("sms", "hello", null)).startsWith("content.language unknown-template");
  }

  @Test
  void theOnlyLanguageNeedNotBeNamed() {
    node.write("hello", Channel.SMS, "pt", "{\"text\":\"pt\"}");

    assertThat(node.stored(node.sent("sms", "hello", null), "{text}")).isEqualTo("pt");
  }

  @Test
  void anUnknownTemplateIsRefused() {
    node.write("hello", Channel.EMAIL, "pt", "{\"subject\":\"a\",\"text\":\"b\"}");

    assertThat(node.refused("sms", "hello", "pt")).isEqualTo(
        "content.name unknown-template: is no template of this account, nor one of ours for its channel");
    assertThat(DB.count("chat_messages where tenant_id = ?", node.tenantId)).isZero();
  }

  @Test
  void whileNothingIsKnownOfTheServicesTemplatesItDecides() {
    assertThat(node.send("whatsapp", "hello", "pt")).isInstanceOf(Accepted.class);
    fetch();
    assertThat(node.refused("whatsapp", "hello", "pt")).startsWith("content.name unknown-template");
  }

  @Test
  void whatIsNotApprovedIsRefusedWithItsStateAndReason() {
    node.service.keeps("hello", "pt", "Oi", "REJECTED");
    fetch();

    assertThat(node.refused("whatsapp", "hello", "pt")).isEqualTo(
        "content.name template-not-approved: is REJECTED (LOW_QUALITY): only what is APPROVED can be sent");
  }

  @Test
  void variablesAreHeldAgainstWhatTheTemplateWants() {
    node.write("hello", Channel.SMS, "pt", "{\"text\":\"{{name}} {{code}}\"}", "name", "code");

    assertThat(node.refused("sms", "hello", "pt", "name", "Ana"))
        .isEqualTo("content.variables.code missing-variable: is missing");
    assertThat(node.refused("sms", "hello", "pt", "name", "Ana", "code", "1", "cod", "1"))
        .isEqualTo("content.variables.cod unknown-variable: is not known; known are code, name");
    assertThat(node.refused("sms", "hello", "pt", "name", " ", "code", "1"))
        .isEqualTo("content.variables.name empty-variable: must not be empty");
    var file = TemplateValue.of(MediaFile.at(URI.create("https://a.example/a.png")));
    assertThat(TemplateNode.words(node.send("sms",
        new Content.Template("hello", "pt", Map.of("name", file, "code", TemplateValue.of("1")), List.of(), null),
        null)))
        .isEqualTo("content.variables.name bad-variable: must be a text");
  }

  @Test
  void whatTheServiceWouldRefuseIsRefusedAtOnce() {
    node.service.keeps("hello", "pt", "Oi {{1}}", "APPROVED");
    fetch();

    assertThat(node.refused("whatsapp", "hello", "pt", "1", "a\nb"))
        .isEqualTo("content.variables.1 bad-variable: must have neither line breaks nor tabs");
    assertThat(node.refused("whatsapp", "hello", "pt", "1", "a".repeat(21)))
        .isEqualTo("content.variables.1 content-too-long: must have at most 20 characters");
    assertThat(node.refused("whatsapp", "hello", "pt", "1", "refused"))
        .isEqualTo("content.variables.1 bad-variable: must not be that");
    assertThat(node.refused("whatsapp", "hello", "pt"))
        .isEqualTo("content.variables.1 missing-variable: is missing (body)");
  }

  @Test
  void aFileIsNamedByItsAddressOrByOurId() {
    node.service.keeps("id", "hello", "pt", "Oi", "APPROVED", true);
    fetch();

    assertThat(header(TemplateValue.of(MediaFile.at(URI.create("https://a.example/a.png"))))).isEqualTo("accepted");
    assertThat(header(TemplateValue.of(MediaFile.kept(UUID.randomUUID()))))
        .isEqualTo("content.variables.header.attachmentId unknown-attachment: there is no attachment with this id");
    assertThat(header(TemplateValue.of("https://a.example/a.png"))).isEqualTo(
        "content.variables.header bad-variable: must be an object with attachmentId or url: it is a file");
    assertThat(header(TemplateValue.of(MediaFile.at(URI.create("http://a.example/a.png"))))).isEqualTo(
        "content.variables.header.url bad-variable: must be an address that begins with https://");
    var address = URI.create("https://a.example/a.png");
    assertThat(header(TemplateValue.of(new MediaFile(null, address, null, "image/webp", null, null, null))))
        .isEqualTo("content.variables.header.mimeType file-not-supported: must be one of image/png");
    assertThat(header(TemplateValue.of(new MediaFile(null, address, null, null, null, 5_001L, null))))
        .isEqualTo("content.variables.header.size file-too-large: must be at most 5000 bytes");
    assertThat(header(TemplateValue.of(new MediaFile(null, null, null, "image/png", null, null, null)))).isEqualTo(
        "content.variables.header bad-variable: has either a url or an attachmentId");
  }

  @Test
  void aFileOfOursThatFillsATemplateIsDescribedAndBelongsToItsMessage() throws Exception {
    node.service.keeps("id-1", "hello", "pt", "Oi", "APPROVED", true);
    fetch();
    var attachments = new Attachments(DB.database(), AttachmentSettings.standard());
    var file = attachments.store(node.tenantId, "image/png", "a.png", new ByteArrayInputStream(new byte[12])).id();
    var large = attachments.store(node.tenantId, "image/png", "b.png", new ByteArrayInputStream(new byte[5_001])).id();

    var message = ((Accepted) node.send("whatsapp", new Content.Template("hello", "pt",
        Map.of("header", TemplateValue.of(MediaFile.kept(file))), List.of(), null), null)).id();

    assertThat(node.claimed("whatsapp", message)).isInstanceOfSatisfying(Content.Template.class,
        template -> assertThat(template.components().getFirst().parameters().getFirst().media().file())
            .isEqualTo(new MediaFile(file, null, null, "image/png", "a.png", 12L, null)));
    assertThat(node.stored(message, "{variables,header,name}")).isEqualTo("a.png");
    assertThat(DB.value(UUID.class, "select message_id from attachments where id = ?", file)).isEqualTo(message);
    assertThat(header(TemplateValue.of(MediaFile.kept(large)))).isEqualTo(
        "content.variables.header.attachmentId file-too-large: has 5001 bytes, and must have at most 5000");
  }

  private String header(TemplateValue value) {
    var answer = node.send("whatsapp", new Content.Template("hello", "pt", Map.of("header", value), List.of(), null),
        null);
    return answer instanceof Accepted ? "accepted" : TemplateNode.words(answer);
  }

  @Test
  void whatBecomesTooLongIsSaidOfTheVariables() {
    node.write("hello", Channel.SMS, "pt", HELLO, "name");

    assertThat(node.refused("sms", "hello", "pt", "name", "a".repeat(200))).isEqualTo(
        "content.variables content-too-long: make of the template a text that must have at most 200 characters");
  }

  @Test
  void aLineBreakDoesNotGetIntoASubject() {
    node.write("hello", Channel.EMAIL, "pt", "{\"subject\":\"{{name}}\",\"text\":\"{{name}}\"}", "name");

    assertThat(node.refused("email", "hello", "pt", "name", "a\r\nBcc: all@example.com"))
        .isEqualTo("content.variables.name bad-variable: must be one line");
  }

  @Test
  void theServicesRawFormIsLeftAsItIs() {
    node.service.keeps("hello", "pt", "Oi {{1}}", "PAUSED");
    fetch();
    var components = List.of(new TemplateComponent(TemplateComponent.Part.BODY, null, null,
        List.of(TemplateComponent.Parameter.text("Ana"))));
    var raw = new Content.Template("hello", "pt", Map.of(), components, null);

    var message = ((Accepted) node.send("whatsapp", raw, null)).id();

    assertThat(node.claimed("whatsapp", message)).isEqualTo(raw);
    assertThat(node.stored(message, "{template}")).isEmpty();
  }

  @Test
  void aRequestIsTheSameWhateverItsTemplateSaysByNow() {
    var template = node.write("hello", Channel.SMS, "pt", HELLO, "name");
    var asked = new Content.Template("hello", "pt", Map.of("name", TemplateValue.of("Ana")), List.of(), null);
    var first = (Accepted) node.send("sms", asked, "key");
    node.administration.change(node.tenantId, template, 1, null,
        TemplateNode.draft("{\"text\":\"Oi {{name}}\"}", "name"),
        null);

    var again = (Accepted) node.send("sms", asked, "key");

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.repeated()).isTrue();
    assertThat(node.stored(first.id(), "{text}")).isEqualTo("Olá Ana");
  }

  @Test
  void anotherTenantsTemplateIsNotThere() throws Exception {
    node.write("hello", Channel.SMS, "pt", HELLO, "name");
    try (var rival = new TemplateNode(DB)) {
      assertThat(rival.refused("sms", "hello", "pt", "name", "Ana")).startsWith("content.name unknown-template");
      assertThat(rival.reader.list(Viewer.all(rival.tenantId),
          new TemplateReader.Filter(null, null, null, null, null, null), null,
          10)).isEmpty();
    }
  }
}
