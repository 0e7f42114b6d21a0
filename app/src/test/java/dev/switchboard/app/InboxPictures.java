package dev.switchboard.app;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes the pictures of `docs/images` anew: `-Dtest=InboxPictures`. It runs only when it is named.
class InboxPictures {

  @TempDir
  Path data;

  @Test
  void areTaken() throws IOException {
    var site = new TestSite(data);
    try (var _ = NodeInProcess.start(data);
        var browser = InboxBrowser.start(site)) {
      browser.play("pictures");
      browser.play("pictures-overview-accounts");
      PicturedDays.write(site);
      browser.play("pictures-overview");
    }
  }
}
