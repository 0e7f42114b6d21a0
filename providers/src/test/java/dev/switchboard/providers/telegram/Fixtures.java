package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What we ask of Telegram and what it answers, in files beside its webhooks.
final class Fixtures {

  static final ObjectMapper JSON = new ObjectMapper();

  static Stream<JsonNode> in(String file) throws IOException {
    var all = JSON.readTree(Path.of("src", "test", "resources", "fixtures", "telegram-api", file).toFile());
    return StreamSupport.stream(all.spliterator(), false);
  }

  private Fixtures() {}
}
