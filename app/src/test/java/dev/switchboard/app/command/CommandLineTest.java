package dev.switchboard.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @Test
  void withoutFlagsANodeDoesEverythingInItsOwnDatabase() {
    var options = up();

    assertThat(options.roles()).containsExactlyInAnyOrder(Role.API, Role.WORKER);
    assertThat(options.port()).isEqualTo(8080);
    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.data()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(options.joined()).isEmpty();
    assertThat(options.demo()).isTrue();
  }

  @Test
  void aWorkerJoinsADatabaseWithoutADemoTenant() {
    var options = up("--roles", "worker", "--database-url=postgres://me:secret@db/switchboard");

    assertThat(options.roles()).containsExactly(Role.WORKER);
    assertThat(options.joined().orElseThrow().place()).isEqualTo("db/switchboard");
    assertThat(options.port()).isZero();
    assertThat(options.demo()).isFalse();
  }

  @Test
  void aFlagWinsOverItsEnvironmentVariable() {
    var environment = Map.of("SWITCHBOARD_PORT", "1", "SWITCHBOARD_HOST", "0.0.0.0");

    var options = ((Command.Up) CommandLine.parse(List.of("up", "--port", "2"), environment)).options();

    assertThat(options.port()).isEqualTo(2);
    assertThat(options.host()).isEqualTo("0.0.0.0");
  }

  @Test
  void helpIsGivenWhereverItIsAskedFor() {
    assertThat(CommandLine.parse(List.of("up", "--port", "x", "-h"), Map.of())).isEqualTo(new Command.Help());
    assertThat(CommandLine.parse(List.of("help"), Map.of())).isEqualTo(new Command.Help());
  }

  @Test
  void everyFlagIsInTheHelp() {
    assertThat(CommandLine.help()).contains("--port", "--host", "--data", "--roles", "--database-url", "--keys",
        "--demo", "--dashboard-port", "--dashboard-password", "--url", "--api-key", "--json");
  }

  @Test
  void aCheckNamesAnAccountAndMayNameANode() {
    var options = check(Map.of("SWITCHBOARD_API_KEY", "sb_live_1"), "--json", "support", "--url", "https://node/");

    assertThat(options.account()).isEqualTo("support");
    assertThat(options.url()).hasToString("https://node");
    assertThat(Objects.requireNonNull(options.apiKey()).reveal()).isEqualTo("sb_live_1");
    assertThat(options.data()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(options.json()).isTrue();
    assertThat(options.toString()).doesNotContain("sb_live_1");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --json            | Say which account
      a b               | Say which account
      a --port 1        | There is no flag '--port' of check
      a --data          | --data needs a value
      a --url localhost | --url takes the address of a node
      """)
  void whatIsWrongWithACheckIsSaidInOneSentence(String words, String sentence) {
    assertThatThrownBy(() -> check(Map.of(), words.split(" ")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  private static CheckOptions check(Map<String, String> environment, String... words) {
    var line = new ArrayList<>(List.of("check"));
    line.addAll(List.of(words));
    return ((Command.Check) CommandLine.parse(line, environment)).options();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      --prot 1                      | There is no flag '--prot'
      --port                        | --port needs a value
      --port many                   | --port takes a number from 0 to 65535, not 'many'
      --port 70000                  | --port takes a number from 0 to 65535, not '70000'
      --roles api,wroker            | 'wroker' is neither
      --roles worker                | give --database-url
      --database-url mysql://a@b/c  | not the URL of a PostgreSQL database
      --database-url postgres://b/c | names no user
      --dashboard-port 8000         | not opened without a password
      """)
  void whatIsWrongIsSaidInOneSentence(String flags, String sentence) {
    assertThatThrownBy(() -> up(flags.split(" ")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence)
        .message()
        .doesNotContain("\n");
  }

  private static NodeOptions up(String... flags) {
    var words = new ArrayList<>(List.of("up"));
    words.addAll(List.of(flags));
    return ((Command.Up) CommandLine.parse(words, Map.of())).options();
  }
}
