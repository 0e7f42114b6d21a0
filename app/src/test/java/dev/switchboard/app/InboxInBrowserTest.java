package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The inbox as agents have it: Chromium, the whole product, and the sandbox with its customers. What is done is in
/// `src/test/inbox/scenarios`. In each of them the browser has nothing to complain about: no error, no warning, nothing that
/// the page's policy forbids.
class InboxInBrowserTest {

  @TempDir
  static Path data;
  @TempDir
  static Path outputs;

  private static Optional<String> missing = Optional.empty();
  private static NodeInProcess node;
  private static InboxBrowser browser;

  @BeforeAll
  static void start() throws IOException {
    missing = InboxBrowser.missing();
    if (missing.isPresent()) {
      System.out.println("The tests of the inbox in a browser are skipped: " + missing.get());
      return;
    }
    node = NodeInProcess.start(data);
    browser = InboxBrowser.start(new TestSite(data));
  }

  // Here and not above, so that each is counted as skipped.
  @BeforeEach
  void needsABrowser() {
    assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      node.close();
    }
  }

  @Test
  void aCustomersMessageArrivesAndTheAnswerIsRead() throws IOException {
    browser.play("reply");
  }

  @Test
  void itSpeaksPortuguese() throws IOException {
    browser.play("reply-in-portuguese");
  }

  @Test
  void whoMissedWhatAColleagueWroteIsWarnedAndNothingIsSentTwice() throws IOException {
    browser.play("collision");
  }

  @Test
  void whoIsGivenAChatIsToldAndWhoTakesOneIsNot() throws IOException {
    browser.play("given");
  }

  @Test
  void afterACutNothingIsMissingOrDoubled() throws IOException {
    browser.play("cut");
  }

  @Test
  void whoseNodeIsKilledMovesOverToAnotherAndMissesNothing() throws IOException {
    try (var second = NodeProcess.start(outputs.resolve("second"), "--roles", "api", "--port", "0", "--data",
        data.toString(), "--database-url", new TestSite(data).databaseUrl())) {
      browser.play("nodes", second.url(), Long.toString(second.pid()));
    }
  }

  @Test
  void draftsAndUnsentAnswersSurviveAReload() throws IOException {
    browser.play("reload");
  }

  @Test
  void whoTypesWithoutAccentsFindsWhatWasWrittenWithThem() throws IOException {
    browser.play("search");
  }

  @Test
  void everythingCanBeReachedByKeys() throws IOException {
    browser.play("keyboard");
  }

  @Test
  void fromPlaceToPlaceTheInboxGoesOn() throws IOException {
    browser.play("places");
  }

  @Test
  void theOverviewShowsWhatIsDoneByItself() throws IOException {
    browser.play("overview");
  }

  @Test
  void whoReadsFurtherUpStaysThereWhenSomebodyWrites() throws IOException {
    browser.play("scroll");
  }

  @Test
  void whatCameBeforeIsAskedForAgainWhereItDidNotCome() throws IOException {
    browser.play("older");
  }

  @Test
  void aPhoneShowsListAndThreadOneAfterTheOther() throws IOException {
    browser.play("phone");
  }

  @Test
  void axeFindsNothingByDay() throws IOException {
    browser.play("axe");
  }

  @Test
  void axeFindsNothingByNight() throws IOException {
    browser.play("axe-at-night");
  }

  @Test
  void anAccountIsMadeCheckedChangedAndDeleted() throws IOException {
    browser.play("settings-accounts");
  }

  @Test
  void peopleComeChangeAndGo() throws IOException {
    browser.play("settings-team");
  }

  @Test
  void aTeamIsMadeChangedAndDeleted() throws IOException {
    browser.play("settings-teams");
  }

  @Test
  void whatIsWrittenInTheSettingsIsThereForWhoeverAnswers() throws IOException {
    browser.play("settings-words");
  }

  @Test
  void aKeyIsSeenOnceAndAWebhookIsReadAgain() throws IOException {
    browser.play("settings-keys");
  }

  @Test
  void axeFindsNothingInTheSettingsByDay() throws IOException {
    browser.play("settings-axe");
  }

  @Test
  void axeFindsNothingInTheSettingsByNight() throws IOException {
    browser.play("settings-axe-at-night");
  }

  @Test
  void theSettingsFitAPhone() throws IOException {
    browser.play("settings-phone");
  }

  @Test
  void whateverTheBrowserComplainsOfIsAFailure() throws IOException {
    assertThat(browser.failureOf("complaints"))
        .contains("the browser complained:", "policy: style-src-attr", "nobody catches this", "status of 401");
  }
}
