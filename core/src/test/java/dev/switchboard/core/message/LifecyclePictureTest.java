package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LifecyclePictureTest {

  private static final Pattern ARROW = Pattern.compile("^ +([A-Z]+) --> ([A-Z]+)$", Pattern.MULTILINE);

  @Test
  void thePictureShowsExactlyTheTransitionsOfTheCode() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "message-lifecycle.md"));
    var drawn = ARROW.matcher(page).results().map(arrow -> arrow.group(1) + " " + arrow.group(2)).toList();
    var coded = Arrays.stream(MessageStatus.values())
        .flatMap(status -> status.successors().stream().map(next -> status + " " + next))
        .toList();

    assertThat(drawn).containsExactlyInAnyOrderElementsOf(coded);
  }
}
