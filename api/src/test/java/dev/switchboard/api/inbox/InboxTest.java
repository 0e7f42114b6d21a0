package dev.switchboard.api.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InboxTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  @Test
  void theFirstPageLeadsToTheInbox() {
    var answer = SERVER.get(null, "/");

    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.header("Location")).isEqualTo("/inbox/");
  }

  @Test
  void thePageIsForEverybodyAndAskedForEachTime() {
    for (var path : new String[]{"/inbox", "/inbox/", "/inbox/chats/" + UUID.randomUUID(), "/inbox/overview",
        "/inbox/settings", "/inbox/settings/profile"}) {
      var page = SERVER.get(null, path);

      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("Content-Type")).startsWith("text/html");
      assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
  }

  @Test
  void nothingRunsInItButItsOwnFiles() {
    var page = SERVER.get(null, "/inbox/");

    Map<String, String> policy = Arrays.stream(page.header("Content-Security-Policy").split("; "))
        .map(directive -> directive.split(" ", 2))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    assertThat(policy).containsEntry("default-src", "'none'").containsEntry("script-src", "'self'")
        .containsEntry("style-src", "'self'").containsEntry("connect-src", "'self'")
        .containsEntry("frame-ancestors", "'none'").containsEntry("base-uri", "'none'");
    assertThat(page.text()).doesNotContain("<style").doesNotContain(" style=").doesNotContain("{{")
        .doesNotContainPattern("<script(?![^>]* src=)").doesNotContainPattern(" on[a-z]+=");
  }

  @Test
  void whatThePageNamesIsThereAndKeptForEver() {
    var names = Pattern.compile("/inbox/assets/[^\"]+").matcher(SERVER.get(null, "/inbox/").text()).results()
        .map(match -> match.group()).toList();

    assertThat(names).hasSize(3).allMatch(name -> name.matches(".*-[0-9a-f]{16}\\.(js|css|svg)"));
    for (var name : names) {
      var asset = SERVER.get(null, name);
      assertThat(asset.status()).isEqualTo(200);
      assertThat(asset.header("Cache-Control")).contains("immutable");
      assertThat(asset.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(asset.header("Content-Type"))
          .startsWith(name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "image/svg+xml");
    }
  }

  @Test
  void theWorkerKeepsItsAddressSoItIsAskedForEachTime() {
    var worker = SERVER.get(null, "/inbox/worker.js");

    assertThat(worker.status()).isEqualTo(200);
    assertThat(worker.header("Content-Type")).startsWith("text/javascript");
    assertThat(worker.header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void anotherFileIsNotThere() {
    for (var name : new String[]{"inbox.js", "..%2Fapplication.yml", "index.html"}) {
      assertThat(SERVER.get(null, "/inbox/assets/" + name).status()).as(name).isEqualTo(404);
    }
  }
}
