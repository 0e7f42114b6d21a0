package dev.switchboard.app.command;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What a node does.
public enum Role {
  /// HTTP, webhooks and WebSockets.
  API,
  /// Sends, asks after messages, cleans up.
  WORKER;

  /// @param names as in `api,worker`
  /// @throws UsageException naming the word that is no role
  static Set<Role> parse(String names) {
    var roles = EnumSet.noneOf(Role.class);
    for (var name : names.split(",")) {
      roles.add(Arrays.stream(values())
          .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name.strip()))
          .findFirst()
          .orElseThrow(() -> new UsageException(
              "--roles takes api, worker or api,worker, and '" + name.strip() + "' is neither.")));
    }
    return roles;
  }
}
