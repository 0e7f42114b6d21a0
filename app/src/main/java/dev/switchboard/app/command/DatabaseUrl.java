package dev.switchboard.app.command;

import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A database and who we are there. Does not print its password.
///
/// @param jdbcUrl without user and password
public record DatabaseUrl(String jdbcUrl, String user, Secret password) {

  private static final String JDBC = "jdbc:";
  private static final String EXAMPLE = "postgres://user:password@host:5432/database";

  /// Reads `postgres://user:password@host:port/database?options`, the same with `postgresql:`, or
  /// `jdbc:postgresql://host:port/database?user=…&password=…`.
  ///
  /// @throws UsageException where it is none of these
  public static DatabaseUrl parse(String text) {
    var uri = uri(text.startsWith(JDBC) ? text.substring(JDBC.length()) : text);
    var options = new ArrayList<>(options(uri.getRawQuery()));
    var login = uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    var user = login.length > 0 ? decode(login[0]) : take(options, "user");
    var password = login.length > 1 ? decode(login[1]) : take(options, "password");
    if (user == null) {
      throw new UsageException("--database-url names no user: give one, as in " + EXAMPLE + ".");
    }
    return new DatabaseUrl(jdbcUrl(uri, options), user, new Secret(password == null ? "" : password));
  }

  /// The form that [#parse] reads, with the password: for the terminal of whoever may have it.
  public String revealed() {
    return "postgres://" + encode(user) + ":" + encode(password.reveal()) + "@"
        + jdbcUrl.substring(jdbcUrl.indexOf("//") + 2);
  }

  /// Host, port and database: what may be printed.
  public String place() {
    var place = jdbcUrl.substring(jdbcUrl.indexOf("//") + 2);
    return place.contains("?") ? place.substring(0, place.indexOf('?')) : place;
  }

  private static URI uri(String text) {
    try {
      var uri = new URI(text);
      var scheme = uri.getScheme();
      if (("postgres".equals(scheme) || "postgresql".equals(scheme)) && uri.getHost() != null
          && uri.getPath() != null && uri.getPath().length() > 1) {
        return uri;
      }
    } catch (URISyntaxException ignored) {
      // Said below, without the text: it may hold a password.
    }
    throw new UsageException("--database-url is not the URL of a PostgreSQL database: it looks like " + EXAMPLE
        + " (or jdbc:postgresql://…), with special characters of the password written as %XX.");
  }

  private static String jdbcUrl(URI uri, List<String> options) {
    return "jdbc:postgresql://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getRawPath()
        + (options.isEmpty() ? "" : "?" + String.join("&", options));
  }

  private static List<String> options(@Nullable String query) {
    return query == null || query.isEmpty() ? List.of() : Arrays.asList(query.split("&"));
  }

  private static @Nullable String take(List<String> options, String name) {
    var found = options.stream().filter(option -> option.startsWith(name + "=")).findFirst();
    found.ifPresent(options::remove);
    return found.map(option -> decode(option.substring(name.length() + 1))).orElse(null);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  // As URLEncoder does for forms, but with a space that every reader of URLs understands.
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
