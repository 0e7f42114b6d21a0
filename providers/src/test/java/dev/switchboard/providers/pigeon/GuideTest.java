package dev.switchboard.providers.pigeon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The page that shows how to add a provider shows one that passes the contract, and no other.
class GuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "adding-a-provider.md");
  private static final Path HERE = Path.of("src", "test", "java", "dev", "switchboard", "providers", "pigeon");
  private static final Path FIXTURES = Path.of("src", "test", "resources", "fixtures", "pigeon");
  private static final List<String> NOT_SHOWN = List.of("package-info.java", "GuideTest.java");

  static Stream<Path> shown() throws IOException {
    try (var classes = Files.list(HERE); var fixtures = Files.list(FIXTURES)) {
      return Stream.concat(classes.toList().stream(), fixtures.toList().stream())
          .filter(file -> !NOT_SHOWN.contains(file.getFileName().toString()));
    }
  }

  @ParameterizedTest
  @MethodSource("shown")
  void theGuideShowsTheFileAsItIs(Path file) throws IOException {
    assertThat(Files.readString(GUIDE)).as("the page shows %s", file).contains(Files.readString(file).strip());
  }
}
