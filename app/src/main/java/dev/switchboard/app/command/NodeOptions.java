package dev.switchboard.app.command;

import dev.switchboard.core.spi.Secret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a node is to run.
///
/// @param roles what it does; at least one
/// @param host the address it listens on
/// @param port it listens on; 0 for any free one
/// @param data where it keeps its database, keys and credentials; absolute
/// @param databaseUrl the database to join; null to run one in `data`
/// @param keys the file with the keys; null for `keys.json` in `data`
/// @param demo whether there is to be a demo tenant with a sandbox account
/// @param dashboardPort of JobRunr's dashboard; null for no dashboard
public record NodeOptions(Set<Role> roles, String host, int port, Path data, @Nullable DatabaseUrl databaseUrl,
    @Nullable Path keys, boolean demo, @Nullable Integer dashboardPort, @Nullable Secret dashboardPassword) {

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /// The database to join; empty where the node runs its own.
  public Optional<DatabaseUrl> joined() {
    return Optional.ofNullable(databaseUrl);
  }
}
