package dev.switchboard.worker;

import dev.switchboard.core.event.LogReader;
import dev.switchboard.core.event.LogReader.Lease;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// This node's part in reading the log of events for something that one node at a time does. For one thread, and for the one
/// that stops it when it has ended.
public final class Leadership {

  private final Logger log;
  private final LogReader reader;
  private final String what;
  private final String node = NodeName.ours();
  private @Nullable Lease lease;

  /// @param what who leads does
  public Leadership(Logger log, LogReader reader, String what) {
    this.log = log;
    this.reader = reader;
    this.what = what;
  }

  /// The lease, which is taken where nobody has it; empty where another node leads.
  public Optional<Lease> lease() {
    if (lease == null) {
      lease = reader.take(node).orElse(null);
    }
    return Optional.ofNullable(lease);
  }

  /// Another node leads by now.
  public void lost() {
    log.info("another node {} by now", what);
    lease = null;
  }

  /// Gives the lease back, so that another node need not wait until it runs out. Says whether it did.
  public boolean giveBack() {
    if (lease == null) {
      return false;
    }
    try {
      reader.giveBack(lease);
      return true;
    } catch (RuntimeException e) {
      log.info("the lease of who {} is left to run out: {}", what, e.getMessage());
      return false;
    }
  }
}
