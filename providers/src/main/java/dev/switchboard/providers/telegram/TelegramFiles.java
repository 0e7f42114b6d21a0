package dev.switchboard.providers.telegram;

import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.MediaSource;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Fetches what customers sent: https://core.telegram.org/bots/api#getfile
///
/// Telegram hands out files of up to 20 MB to bots, at an address that is good for an hour and has the token in it.
final class TelegramFiles {

  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*");

  private final TelegramSettings settings;
  private final ServiceClient client;

  TelegramFiles(TelegramSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
  }

  /// @param source Telegram's `file_id`
  Optional<MediaSource.Download> fetch(String source) throws IOException {
    var path = path(source);
    return path.isEmpty() ? Optional.empty() : open(path.get());
  }

  private Optional<String> path(String source) throws IOException {
    var query = "?file_id=" + URLEncoder.encode(source, StandardCharsets.UTF_8);
    return switch (client.call(Call.get(settings.method("getFile" + query), Map.of(), settings.timeout()))) {
      case Exchange.Answered answer -> path(answer);
      case Exchange.NotSent(var failure) -> throw new IOException("Telegram was not reached: " + failure.reason());
      case Exchange.Unanswered(var failure) -> throw new IOException("Telegram did not answer: " + failure.reason());
    };
  }

  private static Optional<String> path(Exchange.Answered answer) throws IOException {
    var body = TelegramAnswers.parse(answer.body());
    if (TelegramAnswers.isGood(answer, body)) {
      var path = body.path("result").path("file_path").asText("");
      if (!PATH.matcher(path).matches()) {
        throw new IOException("Telegram named no path that can be fetched");
      }
      return Optional.of(path);
    }
    var failure = TelegramAnswers.failure(answer);
    var words = failure.text() == null ? "" : failure.text();
    // One sentence for both: "wrong file_id or the file is temporarily unavailable".
    if (answer.status() == 400 && failure.reason() != FailureReason.UNKNOWN || words.contains("invalid file")) {
      return Optional.empty();
    }
    throw new IOException("Telegram did not hand out the file: " + failure.code() + " " + words);
  }

  private Optional<MediaSource.Download> open(String path) throws IOException {
    var download = client.open(Call.get(settings.file(path), Map.of(), settings.timeout()));
    if (download.status() == 200) {
      return Optional.of(new MediaSource.Download(download.header("content-type").filter(TelegramFiles::says)
          .orElse(null), null, download.size(), download.bytes()));
    }
    download.close();
    if (download.status() == 404) {
      return Optional.empty();
    }
    throw new IOException("Telegram did not hand out the file: HTTP " + download.status());
  }

  // Telegram mostly says that it is bytes. The message said more.
  private static boolean says(String mimeType) {
    return !mimeType.startsWith("application/octet-stream");
  }
}
