package dev.switchboard.app;

import dev.switchboard.app.command.DatabaseUrl;
import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.command.Role;
import dev.switchboard.app.console.Console;
import dev.switchboard.app.directory.Credentials;
import java.net.URI;
import java.nio.file.Path;

/// What to do with a node that has just started.
final class Guide {

  private final Console console;
  private final NodeOptions options;

  Guide(Console console, NodeOptions options) {
    this.console = console;
    this.options = options;
  }

  void tellUrl(URI url) {
    console.line("");
    if (options.has(Role.API)) {
      console.step("inbox", url + "/inbox/");
      console.step("API", url + "/api/v1");
    }
    console.step("health", url + "/health");
    console.step("metrics", url + "/prometheus");
    if (options.dashboardPort() != null && options.has(Role.WORKER)) {
      console.step("dashboard", "http://localhost:" + options.dashboardPort() + ", user admin");
    }
  }

  void tellDemo(Credentials credentials, Path file) {
    console.step("API key", credentials.apiKey());
    console.step("agent", credentials.agentEmail() + ", password " + credentials.agentPassword());
    console.step("", "(also in " + file + ")");
    console.line("""

        Send a message:

          curl -s %1$s/api/v1/messages -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '%3$s'

        See what became of it, with the id that came back instead of ID:

          curl -s %1$s/api/v1/messages/ID/timeline -H 'Authorization: Bearer %2$s'
        """.formatted(credentials.url(), credentials.apiKey(),
        "{\"account\":\"sandbox\",\"to\":\"+5511999990001\",\"content\":{\"type\":\"text\",\"text\":\"Olá\"}}")
        .stripTrailing());
  }

  void tellHowToJoin(DatabaseUrl database, Path keys) {
    console.line("""

        %s

          ./switchboard up --roles worker --database-url '%s' --keys %s
        """.formatted(
        options.has(Role.WORKER) ? "Start a second worker:" : "This node sends nothing itself; start a worker:",
        database.revealed(), keys).stripTrailing());
  }

  void tellHowToStop() {
    console.line("\nCtrl-C stops it.");
  }
}
