package dev.switchboard.bench.storm;

import java.net.URI;
import java.sql.SQLException;

/// The sandbox account that everything goes through: how the simulator treats it is part of its settings.
record Account(Fleet fleet, long seed) {

  // Little of each, as every trouble delays a whole chat; the faults of the fleet come on top.
  private static final String BEHAVIOUR = """
      {
        "timeout": 1500,
        "latency": {"min": 5, "max": 60},
        "sentAfter": {"min": 5, "max": 80},
        "deliveredAfter": {"min": 50, "max": 400},
        "readAfter": {"min": 100, "max": 1500},
        "lateBy": {"min": 1000, "max": 4000},
        "throttle": 0.002,
        "serverError": 0.02,
        "garbage": 0.02,
        "refuse": 0.01,
        "timeoutAfterAccept": 0.01,
        "lostConnection": 0.02,
        "undeliverable": 0.02,
        "lostReceipt": 0.03,
        "lateReceipt": 0.03,
        "doubledReceipt": 0.05,
        "reorderedReceipt": 0.1,
        "customerAnswers": 0.1
      }
      """;

  /// Leads the account to the simulator, by the proxy that can be cut, and its webhooks to the gateway.
  void direct(URI gateway) throws SQLException {
    try (var connection = fleet.connect(); var update = connection.prepareStatement("""
        update channel_accounts
        set settings = ?::jsonb || jsonb_build_object('seed', ?, 'url', ?, 'webhookUrl', ? || '/webhooks/' || id)
        where name = 'sandbox'
        """)) {
      update.setString(1, BEHAVIOUR);
      update.setLong(2, seed);
      update.setString(3, "http://127.0.0.1:" + fleet.simulatorProxy().port());
      update.setString(4, gateway.toString());
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("the installation has no sandbox account");
      }
    }
  }
}
