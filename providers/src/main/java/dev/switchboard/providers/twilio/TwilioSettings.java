package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked.
///
/// @param url where Twilio's API is
/// @param channel SMS or WhatsApp: one account is one channel
/// @param login by which requests are authenticated
/// @param sender who messages come from
/// @param webhookUrl where Twilio shall report what became of a message; null where it shall not. Its fragment, where it
///        has one, tells Twilio how to retry (`#rc=5&rp=all`).
/// @param mms whether the numbers can send files by SMS
/// @param mediaHosts from where files may be fetched besides the API and Twilio's own media hosts
/// @param templates the sids of content templates by their name, or by `name/language`
/// @param timeout the longest that a request takes
record TwilioSettings(URI url, Channel channel, Login login, Sender sender, @Nullable URI webhookUrl, boolean mms,
    Set<String> mediaHosts, Map<String, String> templates, Duration timeout) {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int LONGEST_TIMEOUT_MILLIS = 60_000;
  private static final String CONTENT_SID = "HX[0-9a-fA-F]{32}";
  private static final Pattern TWILIOS_API = Pattern.compile("api((?:\\.[a-z0-9-]+){0,2}\\.twilio\\.com)");

  /// @param accountSid `AC…`
  /// @param user the account's sid, or that of an API key
  /// @param password of the user
  /// @param tokens the auth tokens by which webhooks may be signed; two while they are rotated
  record Login(String accountSid, String user, Secret password, List<Secret> tokens) {}

  /// At least one of both.
  ///
  /// @param from a number in E.164, a short code or a name
  /// @param messagingServiceSid `MG…`
  record Sender(@Nullable String from, @Nullable String messagingServiceSid) {

    /// By which Twilio's webhooks tell senders apart.
    String name() {
      return from != null ? from : String.valueOf(messagingServiceSid);
    }

    /// Where customers write to; null where the sender is a name, which nobody can write to, or a whole service.
    @Nullable
    String number() {
      return from != null && from.matches("\\+?[0-9]+") ? from : null;
    }
  }

  /// @throws InvalidConfigurationException naming the setting at fault
  static TwilioSettings of(AccountConfiguration account) {
    var settings = new SettingsReader(account.settings());
    var channel = settings.choice("channel", Map.of("sms", Channel.SMS, "whatsapp", Channel.WHATSAPP));
    return new TwilioSettings(settings.address("url", "https://api.twilio.com"), channel,
        login(settings, account.secrets()), sender(settings, channel), settings.webhookUrl("webhookUrl"),
        settings.flag("mms"), Set.copyOf(settings.texts("mediaHosts", "[A-Za-z0-9.:\\[\\]-]+")),
        templates(account.settings().path("templates")), settings.millis("timeout", TIMEOUT, LONGEST_TIMEOUT_MILLIS));
  }

  private static Login login(SettingsReader settings, Map<String, Secret> secrets) {
    var accountSid = settings.text("accountSid", "AC[0-9a-fA-F]{32}", "AC and 32 hexadecimal digits");
    if (accountSid == null) {
      throw new InvalidConfigurationException("accountSid", "is missing: it is on the first page of Twilio's console");
    }
    var token = secret(secrets, "authToken");
    if (token == null) {
      throw new InvalidConfigurationException("authToken", "is missing: it signs the webhooks");
    }
    var other = secret(secrets, "otherAuthToken");
    var tokens = other == null ? List.of(token) : List.of(token, other);
    var key = settings.text("apiKeySid", "SK[0-9a-fA-F]{32}", "SK and 32 hexadecimal digits");
    if (key == null) {
      return new Login(accountSid, accountSid, token, tokens);
    }
    var keySecret = secret(secrets, "apiKeySecret");
    if (keySecret == null) {
      throw new InvalidConfigurationException("apiKeySecret", "is missing: apiKeySid is set");
    }
    return new Login(accountSid, key, keySecret, tokens);
  }

  private static @Nullable Secret secret(Map<String, Secret> secrets, String name) {
    var secret = secrets.get(name);
    if (secret == null || secret.reveal().isBlank()) {
      return null;
    }
    if (!secret.reveal().matches("[!-~]+")) {
      throw new InvalidConfigurationException(name, "may only have printable ASCII characters and no blanks");
    }
    return secret;
  }

  private static Sender sender(SettingsReader settings, Channel channel) {
    var from = channel == Channel.WHATSAPP
        ? settings.text("from", "(?:whatsapp:)?\\+[1-9][0-9]{6,14}", "a number such as +5511999990001")
        : settings.text("from", "\\+[1-9][0-9]{6,14}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}",
            "a number such as +5511999990001, a short code, or a name of at most 11 letters and digits");
    var service = settings.text("messagingServiceSid", "MG[0-9a-fA-F]{32}", "MG and 32 hexadecimal digits");
    if (from == null && service == null) {
      throw new InvalidConfigurationException("from",
          "is missing, and so is messagingServiceSid: one of both is needed");
    }
    return new Sender(from == null ? null : from.replaceFirst("^whatsapp:", ""), service);
  }

  private static Map<String, String> templates(JsonNode templates) {
    if (templates.isMissingNode() || templates.isNull()) {
      return Map.of();
    }
    var sids = new HashMap<String, String>();
    templates.properties().forEach(each -> sids.put(normal(each.getKey()), each.getValue().asText()));
    if (!templates.isObject() || !sids.values().stream().allMatch(sid -> sid.matches(CONTENT_SID))) {
      throw new InvalidConfigurationException("templates",
          "must be an object such as {\"order_shipped/pt_BR\": \"HX…\"} with the sids of content templates");
    }
    return Map.copyOf(sids);
  }

  private static String normal(String name) {
    var slash = name.lastIndexOf('/');
    return slash < 0 ? name : ContentCatalogue.key(name.substring(0, slash), name.substring(slash + 1));
  }

  static boolean isContentSid(String name) {
    return name.matches(CONTENT_SID);
  }

  /// An address in the form that Twilio has for this channel.
  String addressOf(String number) {
    return channel == Channel.WHATSAPP ? "whatsapp:" + number : number;
  }

  /// Where what the SDK calls `https://<product>.twilio.com/…` is for this account. Elsewhere than at Twilio all products
  /// are in one place; at another region of Twilio's they have its name.
  URI at(URI twilio) {
    var base = url.getRawAuthority();
    var regional = TWILIOS_API.matcher(base);
    var product = twilio.getHost().substring(0, twilio.getHost().indexOf('.'));
    var authority = regional.matches() ? product + regional.group(1) : base;
    var query = twilio.getRawQuery() == null ? "" : "?" + twilio.getRawQuery();
    return URI.create(url.getScheme() + "://" + authority + url.getRawPath() + twilio.getRawPath() + query);
  }
}
