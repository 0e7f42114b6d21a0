package dev.switchboard.app.postgres;

import java.nio.file.Path;

/// Where a server keeps what.
///
/// @param home a directory of ours; everything else is in it
record ServerFiles(Path home) {

  /// PostgreSQL's own data directory.
  Path data() {
    return home.resolve("postgres");
  }

  /// Where a new data directory is made, so that a half-made one is never taken for a whole one.
  Path unfinished() {
    return home.resolve("postgres.new");
  }

  /// What the server says.
  Path log() {
    return home.resolve("postgres.log");
  }

  /// Our settings, which `postgresql.conf` includes.
  Path settings() {
    return data().resolve("switchboard.conf");
  }

  Path majorVersion() {
    return data().resolve("PG_VERSION");
  }

  Path pidFile() {
    return data().resolve("postmaster.pid");
  }
}
