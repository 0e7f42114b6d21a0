package dev.switchboard.app.postgres;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// As whom PostgreSQL runs. It refuses to run as root, so root has to become somebody else first.
enum ServerUser {
  /// We are not root: as ourselves.
  OURSELVES(List.of()),

  /// In a user namespace of its own, where it is nobody; outside it is still root, so files need no other owner.
  NAMESPACE(List.of("unshare", "-U")),

  /// As nobody (65534), who owns the data directory. Where containers forbid user namespaces. It keeps the right to
  /// pass through directories of root, because the data may be below one, such as /root.
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
      "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"));

  private static final int ROOT = 0;
  private static final int NOBODY_ID = 65534;

  private final List<String> prefix;

  ServerUser(List<String> prefix) {
    this.prefix = prefix;
  }

  /// The first way that works on this machine.
  static ServerUser detect() throws IOException {
    var self = Path.of("/proc/self");
    if (!Files.isDirectory(self) || Trees.owner(self) != ROOT) {
      return OURSELVES;
    }
    for (var user : List.of(NAMESPACE, NOBODY)) {
      if (Program.succeeds(user.command(List.of("true")))) {
        return user;
      }
    }
    throw new StartFailure("PostgreSQL does not run as root, and neither unshare nor setpriv works here:"
        + " start switchboard as another user, or join a database with --database-url.");
  }

  /// What to run so that the command runs as this user.
  List<String> command(List<String> command) {
    return Stream.concat(prefix.stream(), command.stream()).toList();
  }

  /// Makes this user the owner of the data directory, which PostgreSQL insists on.
  void own(Path directory) throws IOException {
    switch (this) {
      case OURSELVES -> {}
      case NAMESPACE -> Trees.own(directory, ROOT);
      case NOBODY -> Trees.own(directory, NOBODY_ID);
    }
  }
}
