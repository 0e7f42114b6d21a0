package dev.switchboard.app.directory;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the credentials of the demo tenant are told.
public record CredentialsFile(Path path) {

  /// What was told before; empty where nothing was, or nothing that can be read.
  public Optional<Credentials> read() {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrivateFile.JSON.readValue(path.toFile(), Credentials.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public void write(Credentials credentials) {
    try {
      PrivateFile.write(path, credentials);
    } catch (IOException e) {
      throw new StartFailure("The credentials file " + path + " cannot be written: " + e.getMessage() + ".", e);
    }
  }
}
