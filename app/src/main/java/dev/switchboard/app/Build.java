package dev.switchboard.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// Of what this program is made; Maven fills it in.
///
/// @param version of Switchboard
/// @param postgres the version of the PostgreSQL programs that come with it
record Build(String version, String postgres) {

  static Build read() {
    var properties = new Properties();
    try (var file = Objects.requireNonNull(Build.class.getResourceAsStream("/switchboard-build.properties"))) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(properties.getProperty("version"), properties.getProperty("postgres"));
  }
}
