package dev.switchboard.app;

import dev.switchboard.app.command.NodeOptions;
import dev.switchboard.app.console.StartFailure;
import dev.switchboard.app.directory.Keys;
import dev.switchboard.app.directory.KeysFile;
import dev.switchboard.app.postgres.Passwords;
import dev.switchboard.core.spi.Secret;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/// Where a node has its keys from: the file that was named, the one in its data directory, or the environment.
///
/// @param file empty where the environment has the keys
record NodeKeys(Optional<Keys> file) {

  /// Makes keys where a node with a database of its own starts for the first time.
  ///
  /// @throws StartFailure where there are none and none may be made
  static NodeKeys find(NodeOptions options, Map<String, String> environment) {
    var file = new KeysFile(options.keys() == null ? options.data().resolve("keys.json") : options.keys());
    if (options.keys() != null || file.exists()) {
      return new NodeKeys(Optional.of(file.read()));
    }
    if (options.joined().isEmpty()) {
      if (Files.exists(options.data().resolve("postgres"))) {
        throw new StartFailure("The keys file " + file.path() + " is gone, and without it the database in "
            + options.data() + " does not open: put it back, or take another directory with --data.");
      }
      return new NodeKeys(Optional.of(file.create()));
    }
    if (environment.containsKey("SWITCHBOARD_SECRETS_CURRENT")) {
      return new NodeKeys(Optional.empty());
    }
    throw new StartFailure("A node that joins a database needs that database's keys: give --keys FILE (keys.json of"
        + " another node) or SWITCHBOARD_SECRETS_CURRENT, SWITCHBOARD_SECRETS_KEYS_<ID> and SWITCHBOARD_JWT_SECRET.");
  }

  /// The passwords of a database of our own.
  Passwords passwords() {
    return file.map(Keys::database)
        .map(both -> new Passwords(new Secret(both.superuser()), new Secret(both.owner())))
        .orElseThrow(() -> new StartFailure(
            "The keys file has no passwords of a database: put back the keys.json that belongs to --data."));
  }

  /// The keys as the beans read them.
  Map<String, Object> asProperties() {
    return file.map(Keys::asProperties).orElse(Map.of());
  }
}
