package dev.switchboard.app.command;

import dev.switchboard.core.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the command line. What a flag does not say, the environment variable of its name may: `--database-url` is
/// `SWITCHBOARD_DATABASE_URL`.
public final class CommandLine {

  private static final Set<String> WITH_VALUE = Set.of("--port", "--host", "--data", "--roles", "--database-url",
      "--keys", "--dashboard-port", "--dashboard-password");
  private static final int MAX_PORT = 65535;
  private static final int DEFAULT_PORT = 8080;

  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment;

  private CommandLine(Map<String, String> environment) {
    this.environment = environment;
  }

  /// What there is to say. A file of its own, so that the launcher can show it before anything is built.
  public static String help() {
    try (var file = Objects.requireNonNull(CommandLine.class.getResourceAsStream("/switchboard-help.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws UsageException saying what is wrong
  public static Command parse(List<String> words, Map<String, String> environment) {
    if (words.contains("-h") || words.contains("--help") || words.equals(List.of("help"))) {
      return new Command.Help();
    }
    if (words.equals(List.of("--version")) || words.equals(List.of("version"))) {
      return new Command.Version();
    }
    if (words.isEmpty()) {
      throw new UsageException("Say what to do: `switchboard up` runs a node, `switchboard help` explains.");
    }
    if (words.getFirst().equals("check")) {
      return new Command.Check(CheckOptions.parse(words.subList(1, words.size()), environment));
    }
    var rehearse = words.getFirst().equals("rehearse");
    if (!rehearse && !words.getFirst().equals("up")) {
      throw new UsageException(
          "There is no command '" + words.getFirst() + "': there are up, check, help and --version.");
    }
    var line = new CommandLine(environment);
    line.readFlags(words.subList(1, words.size()));
    return rehearse ? new Command.Rehearse(line.options()) : new Command.Up(line.options());
  }

  private void readFlags(List<String> words) {
    for (var rest = words; !rest.isEmpty();) {
      var word = rest.getFirst();
      var equals = word.indexOf('=');
      var name = equals < 0 ? word : word.substring(0, equals);
      if (name.equals("--demo") || name.equals("--no-demo")) {
        flags.put("--demo", Boolean.toString(name.equals("--demo")));
        rest = rest.subList(1, rest.size());
      } else if (!WITH_VALUE.contains(name)) {
        throw new UsageException("There is no flag '" + name + "': `switchboard help` lists them.");
      } else if (equals >= 0) {
        flags.put(name, word.substring(equals + 1));
        rest = rest.subList(1, rest.size());
      } else if (rest.size() == 1) {
        throw new UsageException(name + " needs a value.");
      } else {
        flags.put(name, rest.get(1));
        rest = rest.subList(2, rest.size());
      }
    }
  }

  private NodeOptions options() {
    var roles = Role.parse(value("--roles", "api,worker"));
    var url = value("--database-url");
    var api = roles.contains(Role.API);
    if (url == null && !api) {
      throw new UsageException("A node without the api role joins the database of another:"
          + " give --database-url (a node that runs a database prints the line).");
    }
    var dashboardPort = value("--dashboard-port");
    var dashboardPassword = value("--dashboard-password");
    if (dashboardPort != null && dashboardPassword == null) {
      throw new UsageException("The dashboard is not opened without a password:"
          + " give --dashboard-password or SWITCHBOARD_DASHBOARD_PASSWORD.");
    }
    var keys = value("--keys");
    return new NodeOptions(roles, value("--host", "127.0.0.1"),
        port("--port", value("--port", Integer.toString(api ? DEFAULT_PORT : 0))),
        path("--data", value("--data", "data")), url == null ? null : DatabaseUrl.parse(url),
        keys == null ? null : path("--keys", keys), api && yes("--demo", url == null),
        dashboardPort == null ? null : port("--dashboard-port", dashboardPort),
        dashboardPassword == null ? null : new Secret(dashboardPassword));
  }

  private String value(String flag, String otherwise) {
    var value = value(flag);
    return value == null ? otherwise : value;
  }

  private @Nullable String value(String flag) {
    var variable = "SWITCHBOARD_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    var value = flags.getOrDefault(flag, environment.getOrDefault(variable, ""));
    return value.isBlank() ? null : value;
  }

  private static int port(String flag, String value) {
    try {
      var port = Integer.parseInt(value);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException ignored) {
      // Said below.
    }
    throw new UsageException(flag + " takes a number from 0 to " + MAX_PORT + ", not '" + value + "'.");
  }

  private static Path path(String flag, String value) {
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UsageException(flag + " is no path: " + e.getReason() + ".");
    }
  }

  private boolean yes(String flag, boolean otherwise) {
    var value = value(flag, Boolean.toString(otherwise));
    return switch (value) {
      case "true", "yes", "1" -> true;
      case "false", "no", "0" -> false;
      default -> throw new UsageException(flag + " is yes or no, not '" + value + "'.");
    };
  }
}
