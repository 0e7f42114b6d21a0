package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.InboundEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What somebody wrote, of mails as programs of several makes and languages send them: pairs of files.
class ReplyTextTest {

  private static final Path PAIRS = Path.of("src", "test", "resources", "mails", "replies");

  static Stream<Path> mails() throws IOException {
    try (var files = Files.list(PAIRS)) {
      return files.filter(each -> each.toString().endsWith(".eml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("mails")
  void aReplyIsWhatItsSenderWrote(Path mail) throws IOException {
    var expected = mail.resolveSibling(mail.getFileName().toString().replace(".eml", ".expected.txt"));
    var event = (InboundEvent.Message) new MailReader(ForeignMailsTest.sender()).read(Files.readAllBytes(mail), null)
        .events().getFirst();

    assertThat(((Content.Email) event.content()).reply()).isEqualTo(Files.readString(expected).stripTrailing());
  }

  @Test
  void aTextOfNothingHasNoReply() {
    assertThat(ReplyText.of("")).isNull();
    assertThat(ReplyText.of(" \n\n")).isNull();
  }

  @Test
  void aVeryLongTextIsReadInTime() {
    var text = "On and on, 1 2 3, he wrote in a line that never ends ".repeat(7).strip() + "\n";

    assertThat(ReplyText.of(text.repeat(20_000))).isNotNull();
    assertThat(ReplyText.of("On 1 ".repeat(100_000))).isNotNull();
    assertThat(ReplyText.of((">".repeat(500) + "\n").repeat(20_000))).isNotNull();
  }
}
