package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.ContactCard;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContentRulesTest {

  private static final URI PHOTO = URI.create("https://files.example.com/photo.jpg");
  private static final Capabilities EVERYTHING = everything();

  private static Capabilities everything() {
    var capabilities = Capabilities.over(Channel.WHATSAPP, Duration.ofSeconds(1));
    Stream.of(ContentKind.values()).forEach(kind -> capabilities.takes(kind, Limits.file(10, 1000, "image/jpeg")));
    return capabilities.build();
  }

  static Stream<Content> whole() {
    return Stream.of(
        new Content.Text("Ol\u00e1"),
        new Content.Image(MediaFile.at(PHOTO), "caption"),
        new Content.Sticker(MediaFile.kept(UUID.randomUUID()), false),
        new Content.Location(-90, 180, null, null, PHOTO),
        new Content.Contacts(List.of(new ContactCard("Ana", List.of(), List.of(), null, null))),
        new Content.Reaction("\ud83d\udc4d"),
        interactive("body", new Interaction.Buttons(List.of(new Interaction.Button("a", "A")))),
        interactive("body", new Interaction.Link("Open", PHOTO)),
        new Content.Template("hello", null, Map.of(), List.of(), null),
        new Content.Email("Subject", "text", null),
        new Content.Notification(null, null, null, Map.of("k", "v"), null, null, null));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void whatIsWholeIsTaken(Content content) throws RefusedException {
    ContentRules.check(EVERYTHING, content, true);
  }

  static Stream<Arguments> faulty() {
    return Stream.of(
        Arguments.of(new Content.Text(" "), "content.text", Refusal.CONTENT_EMPTY),
        Arguments.of(new Content.Text("12345678901"), "content.text", Refusal.CONTENT_TOO_LONG),
        Arguments.of(new Content.Image(MediaFile.at(PHOTO), "12345678901"), "content.caption",
            Refusal.CONTENT_TOO_LONG),
        Arguments.of(image(null, null, null, null, null), "content.file", Refusal.BAD_CONTENT),
        Arguments.of(image(UUID.randomUUID(), PHOTO, null, null, null), "content.file", Refusal.BAD_CONTENT),
        Arguments.of(image(null, PHOTO, "their id", null, null), "content.file.source", Refusal.BAD_CONTENT),
        Arguments.of(image(null, URI.create("http://a.example/x"), null, null, null), "content.file.url",
            Refusal.BAD_CONTENT),
        Arguments.of(image(null, URI.create("https:/x"), null, null, null), "content.file.url", Refusal.BAD_CONTENT),
        Arguments.of(image(null, PHOTO, null, "image/tiff", null), "content.file.mimeType", Refusal.FILE_NOT_SUPPORTED),
        Arguments.of(image(null, PHOTO, null, "image/jpeg", 1001L), "content.file.size", Refusal.FILE_TOO_LARGE),
        Arguments.of(new Content.Location(90.1, 0, null, null, null), "content.latitude", Refusal.BAD_CONTENT),
        Arguments.of(new Content.Location(0, Double.NaN, null, null, null), "content.longitude", Refusal.BAD_CONTENT),
        Arguments.of(new Content.Contacts(List.of()), "content.contacts", Refusal.CONTENT_EMPTY),
        Arguments.of(interactive("", new Interaction.Link("Open", PHOTO)), "content.body", Refusal.CONTENT_EMPTY),
        Arguments.of(interactive("body", new Interaction.Buttons(List.of())), "content.action.buttons",
            Refusal.CONTENT_EMPTY),
        Arguments.of(interactive("body", new Interaction.Buttons(List.of(new Interaction.Button("a", "A"),
            new Interaction.Button("a", "B")))), "content.action.buttons", Refusal.BAD_CONTENT),
        Arguments.of(interactive("body", new Interaction.Picker("Choose", List.of(new Interaction.Section(null,
            List.of())))), "content.action.sections.rows", Refusal.CONTENT_EMPTY),
        Arguments.of(interactive("body", new Interaction.Link("Open", URI.create("javascript:alert(1)"))),
            "content.action.url", Refusal.BAD_CONTENT),
        Arguments.of(new Content.Template(" ", null, Map.of(), List.of(), null), "content.name", Refusal.CONTENT_EMPTY),
        Arguments.of(new Content.Email("a\nb", "text", null), "content.subject", Refusal.BAD_CHARACTER),
        Arguments.of(new Content.Email("Subject", null, null), "content.text", Refusal.CONTENT_EMPTY),
        Arguments.of(new Content.Notification(null, " ", null, Map.of(), null, null, null), "content.title",
            Refusal.CONTENT_EMPTY),
        Arguments.of(new Content.Notice("x", "y"), "content.type", Refusal.CONTENT_NOT_SUPPORTED),
        Arguments.of(new Content.Choice("button", "a", "A", null, null), "content.type",
            Refusal.CONTENT_NOT_SUPPORTED));
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void whatIsFaultyIsRefusedWithItsMember(Content content, String field, Refusal code) {
    var refused = refused(EVERYTHING, content, true);

    assertThat(refused.field()).isEqualTo(field);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.detail()).isNotBlank();
  }

  @Test
  void aReactionSaysWhatItIsPutOn() {
    assertThat(refused(EVERYTHING, new Content.Reaction("x"), false).field()).isEqualTo("replyTo");
  }

  @Test
  void whatTheAccountDoesNotTakeIsRefusedWithWhatItTakes() {
    var texts = Capabilities.over(Channel.SMS, Duration.ofSeconds(1)).takes(ContentKind.TEXT, Limits.text(5)).build();

    var refused = refused(texts, new Content.Reaction("x"), true);

    assertThat(refused.code()).isEqualTo(Refusal.CONTENT_NOT_SUPPORTED);
    assertThat(refused.detail()).endsWith("takes text");
  }

  private static AcceptResult.Refused refused(Capabilities capabilities, Content content, boolean answers) {
    return catchThrowableOfType(RefusedException.class, () -> ContentRules.check(capabilities, content, answers))
        .refused();
  }

  private static Content image(@Nullable UUID id, @Nullable URI url, @Nullable String source, @Nullable String type,
      @Nullable Long size) {
    return new Content.Image(new MediaFile(id, url, source, type, null, size, null), null);
  }

  private static Content interactive(String body, Interaction action) {
    return new Content.Interactive(null, null, body, null, action);
  }
}
