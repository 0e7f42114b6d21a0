package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.InvalidConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads settings one by one and says of each what is wrong with it.
record SettingsReader(JsonNode settings) {

  /// Null where it is missing.
  ///
  /// @param shape what it must look like, for people
  @Nullable
  String text(String name, String pattern, String shape) {
    var value = settings.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || !value.textValue().matches(pattern)) {
      throw new InvalidConfigurationException(name, "must be " + shape);
    }
    return value.textValue();
  }

  List<String> texts(String name, String pattern) {
    var values = settings.path(name);
    var texts = new ArrayList<String>();
    values.forEach(value -> texts.add(value.asText()));
    if (!(values.isArray() || values.isMissingNode() || values.isNull())
        || !texts.stream().allMatch(text -> text.matches(pattern))) {
      throw new InvalidConfigurationException(name, "must be a list such as [\"media.example.com\"]");
    }
    return texts;
  }

  <T> T choice(String name, Map<String, T> choices) {
    var chosen = choices.get(settings.path(name).asText());
    if (chosen == null) {
      throw new InvalidConfigurationException(name, "must be " + String.join(" or ", new TreeSet<>(choices.keySet())));
    }
    return chosen;
  }

  boolean flag(String name) {
    var value = settings.path(name);
    if (!value.isBoolean() && !value.isMissingNode() && !value.isNull()) {
      throw new InvalidConfigurationException(name, "must be true or false");
    }
    return value.booleanValue();
  }

  /// Without a slash at its end.
  URI address(String name, String otherwise) {
    var value = settings.path(name);
    var url = parse(value.isMissingNode() || value.isNull() ? otherwise : value.asText());
    if (url == null || url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
      throw new InvalidConfigurationException(name, "must be an address such as https://api.twilio.com");
    }
    return URI.create(url.toString().replaceFirst("/+$", ""));
  }

  /// Null where it is missing.
  @Nullable
  URI webhookUrl(String name) {
    var value = settings.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    var url = parse(value.asText());
    // An underscore makes it no host for java.net.URI, and none for Twilio either.
    if (url == null) {
      throw new InvalidConfigurationException(name,
          "must be an address such as https://messages.example.com/webhooks/…, and its host may have no underscore");
    }
    return url;
  }

  private static @Nullable URI parse(String text) {
    try {
      var url = new URI(text);
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      return Set.of("http", "https").contains(scheme) && url.getHost() != null && url.getPort() <= 65_535 ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  Duration millis(String name, Duration otherwise, int longest) {
    var value = settings.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > longest) {
      throw new InvalidConfigurationException(name, "must be milliseconds between 1 and " + longest);
    }
    return Duration.ofMillis(value.longValue());
  }
}
