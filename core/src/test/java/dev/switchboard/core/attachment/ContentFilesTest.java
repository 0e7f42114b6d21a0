package dev.switchboard.core.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateComponent.Parameter;
import dev.switchboard.core.spi.TemplateComponent.Part;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContentFilesTest {

  private static final MediaFile FILE = MediaFile.at("a secret", "image/jpeg", "a.jpg");

  static Stream<Arguments> contents() {
    return Stream.of(
        Arguments.of(new Content.Image(FILE, "x"), List.of("content.file")),
        Arguments.of(new Content.Video(FILE, "x"), List.of("content.file")),
        Arguments.of(new Content.Audio(FILE, true), List.of("content.file")),
        Arguments.of(new Content.Document(FILE, null), List.of("content.file")),
        Arguments.of(new Content.Sticker(FILE, true), List.of("content.file")),
        Arguments.of(new Content.Interactive(null, new Content.Image(FILE, null), "b", null,
            new Interaction.Buttons(List.of())), List.of("content.media.file")),
        Arguments.of(new Content.Interactive("h", null, "b", null, new Interaction.Buttons(List.of())), List.of()),
        Arguments.of(new Content.Email("s", "t", null, null,
            List.of(new Content.Email.Attachment(FILE, "cid"), new Content.Email.Attachment(FILE, null)), List.of(),
            null),
            List.of("content.attachments[0].file", "content.attachments[1].file")),
        Arguments.of(new Content.Template("t", "en", Map.of(), List.of(new TemplateComponent(Part.HEADER, null, null,
            List.of(Parameter.text("x"), new Parameter(null, null, new Content.Image(FILE, null), null)))), null),
            List.of("content.components[0].parameters[1].media.file")),
        Arguments.of(new Content.Text("x"), List.of()));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void everyFileIsFoundWhereItStands(Content content, List<String> paths) {
    assertThat(ContentFiles.in(content)).extracting(ContentFiles.Named::path).isEqualTo(paths);
    assertThat(ReceivedFiles.any(content)).isEqualTo(!paths.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("contents")
  void everyFileGetsAnIdAndNothingElseChanges(Content content, List<String> paths) {
    var received = ReceivedFiles.of(content);
    var ids = new ArrayList<Object>();

    assertThat(received.files()).hasSameSizeAs(paths);
    ContentFiles.in(received.content()).forEach(named -> {
      assertThat(named.file().source()).isNull();
      assertThat(named.file().name()).isEqualTo("a.jpg");
      ids.add(named.file().attachmentId());
    });
    assertThat(ids).doesNotContainNull().doesNotHaveDuplicates().hasSameSizeAs(paths);
    assertThat(ContentFiles.map(received.content(), file -> FILE)).isEqualTo(content);
  }

  @Test
  void aFileInTheOpenStaysThere() {
    var content = new Content.Image(MediaFile.at(URI.create("https://example.com/a.jpg")), null);

    assertThat(ReceivedFiles.of(content).content()).isSameAs(content);
    assertThat(ReceivedFiles.of(content).isEmpty()).isTrue();
  }
}
