package dev.switchboard.app.command;

import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which account is to be checked, and which node is asked.
///
/// @param account its name
/// @param data the node's directory, whose credentials are taken where none are given; absolute
/// @param url of the node; null for the one in the credentials
/// @param apiKey null for the one in the credentials
/// @param json whether to print the answer as it is
public record CheckOptions(String account, Path data, @Nullable URI url, @Nullable Secret apiKey, boolean json) {

  private static final Set<String> WITH_VALUE = Set.of("--data", "--url", "--api-key");
  private static final String JSON = "--json";

  /// @throws UsageException saying what is wrong
  static CheckOptions parse(List<String> words, Map<String, String> environment) {
    var flags = new HashMap<String, String>();
    var names = new ArrayList<String>();
    for (var rest = words.iterator(); rest.hasNext();) {
      var word = rest.next();
      var equals = word.indexOf('=');
      var flag = equals < 0 ? word : word.substring(0, equals);
      if (!word.startsWith("-")) {
        names.add(word);
      } else if (word.equals(JSON)) {
        flags.put(JSON, "true");
      } else if (!WITH_VALUE.contains(flag)) {
        throw new UsageException("There is no flag '" + flag + "' of check: `switchboard help` lists them.");
      } else if (equals >= 0) {
        flags.put(flag, word.substring(equals + 1));
      } else if (rest.hasNext()) {
        flags.put(flag, rest.next());
      } else {
        throw new UsageException(flag + " needs a value.");
      }
    }
    if (names.size() != 1) {
      throw new UsageException("Say which account: `switchboard check ACCOUNT`.");
    }
    var data = value("--data", flags, environment);
    var url = value("--url", flags, environment);
    var key = value("--api-key", flags, environment);
    return new CheckOptions(names.getFirst(), path(data == null ? "data" : data), url == null ? null : url(url),
        key == null ? null : new Secret(key), flags.containsKey(JSON));
  }

  private static @Nullable String value(String flag, Map<String, String> flags, Map<String, String> environment) {
    var variable = "SWITCHBOARD_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    var value = flags.getOrDefault(flag, environment.getOrDefault(variable, ""));
    return value.isBlank() ? null : value;
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UsageException("--data is no path: " + e.getReason() + ".");
    }
  }

  private static URI url(String text) {
    try {
      var url = URI.create(text.replaceAll("/+$", ""));
      if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException ignored) {
      // Said below.
    }
    throw new UsageException("--url takes the address of a node, such as http://localhost:8080.");
  }
}
