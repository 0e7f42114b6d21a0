package dev.switchboard.app.directory;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the keys of a database's nodes are kept.
public record KeysFile(Path path) {

  public boolean exists() {
    return Files.exists(path);
  }

  /// @throws StartFailure where it is not there or is no such file
  public Keys read() {
    if (!exists()) {
      throw new StartFailure("There is no keys file " + path + ": copy keys.json from a node of the same database.");
    }
    try {
      return PrivateFile.JSON.readValue(path.toFile(), Keys.class);
    } catch (IOException e) {
      throw new StartFailure("The keys file " + path
          + " cannot be read: put back the one that belongs to this database, readable for you.", e);
    }
  }

  /// Makes new keys and keeps them.
  public Keys create() {
    var keys = Keys.generate();
    try {
      PrivateFile.write(path, keys);
      return keys;
    } catch (IOException e) {
      throw new StartFailure("The keys file " + path + " cannot be written: " + e.getMessage() + ".", e);
    }
  }
}
