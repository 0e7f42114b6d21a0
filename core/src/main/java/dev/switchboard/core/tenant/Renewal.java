package dev.switchboard.core.tenant;

import java.util.UUID;

/// What came of an attempt to renew a login.
public sealed interface Renewal {

  /// @param renewals what the next attempt has to name
  record Renewed(UUID agentId, long renewals) implements Renewal {}

  /// There is no such login, or not any more.
  record Ended() implements Renewal {}
}
