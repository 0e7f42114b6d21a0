package dev.switchboard.providers.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/// An account's settings, checked.
///
/// @param url where the Bot API is, without a slash at its end
/// @param timeout the longest that a call takes
/// @param uploadTimeout the longest that a message takes with which one of our files goes along
/// @param token proves us to Telegram
/// @param webhookSecret proves Telegram to us
record TelegramSettings(URI url, Duration timeout, Duration uploadTimeout, Secret token, Secret webhookSecret) {

  private static final String URL = "https://api.telegram.org";
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long UPLOAD_MILLIS = 30_000;
  private static final long LONGEST_TIMEOUT_MILLIS = 60_000;
  private static final Pattern ADDRESS = Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?");
  // It is a part of the path.
  private static final Pattern TOKEN = Pattern.compile("[0-9]{1,20}:[A-Za-z0-9_-]{1,128}");
  private static final Pattern WEBHOOK_SECRET = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  /// @throws InvalidConfigurationException naming the setting at fault
  static TelegramSettings of(AccountConfiguration account) {
    var settings = account.settings();
    return new TelegramSettings(url(settings.path("url")), timeout(settings, "timeout", TIMEOUT_MILLIS),
        timeout(settings, "uploadTimeout", UPLOAD_MILLIS),
        secret(account, "token", TOKEN, "must be the bot's, as @BotFather gave it, such as 123456789:AAF…"),
        secret(account, "webhookSecret", WEBHOOK_SECRET, "must have 1 to 256 of A-Z, a-z, 0-9, _ and -"));
  }

  private static URI url(JsonNode value) {
    var text = value.isMissingNode() || value.isNull() ? URL : value.asText();
    if (!ADDRESS.matcher(text).matches()) {
      throw new InvalidConfigurationException("url", "must be an address such as " + URL);
    }
    return URI.create(text.replaceFirst("/+$", ""));
  }

  private static Duration timeout(JsonNode settings, String name, long usual) {
    var value = settings.path(name);
    var millis = value.isMissingNode() || value.isNull() ? usual : value.asLong();
    if (millis < 1 || millis > LONGEST_TIMEOUT_MILLIS) {
      throw new InvalidConfigurationException(name, "must be milliseconds from 1 to " + LONGEST_TIMEOUT_MILLIS);
    }
    return Duration.ofMillis(millis);
  }

  private static Secret secret(AccountConfiguration account, String name, Pattern form, String words) {
    var secret = account.secrets().get(name);
    if (secret == null || !form.matcher(secret.reveal()).matches()) {
      throw new InvalidConfigurationException(name, words);
    }
    return secret;
  }

  /// Where a method is called. The address has the token in it: it is shown nowhere.
  URI method(String name) {
    return URI.create(url + "/bot" + token.reveal() + "/" + name);
  }

  /// Where a file is, by what Telegram calls its path. The address has the token in it, too.
  URI file(String path) {
    return URI.create(url + "/file/bot" + token.reveal() + "/" + path);
  }
}
