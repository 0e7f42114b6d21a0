package dev.switchboard.worker.due;

import dev.switchboard.core.chat.ClosingWindows;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.outbox.Overdue;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.worker.jobrunr.Sweep;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The net under the protocols: finds what no protocol should have left behind, and says so. Besides it tells of windows
/// that are about to close, which is in no hurry.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class HeadSweep implements Sweep {

  private static final Logger LOG = LoggerFactory.getLogger(HeadSweep.class);

  private final Overdue overdue;
  private final Receipts receipts;
  private final ClosingWindows windows;
  private final Doorbell doorbell;
  private final WindowConfiguration configuration;

  HeadSweep(Overdue overdue, Receipts receipts, ClosingWindows windows, Doorbell doorbell,
      WindowConfiguration configuration) {
    this.overdue = overdue;
    this.receipts = receipts;
    this.windows = windows;
    this.doorbell = doorbell;
    this.configuration = configuration;
  }

  @Override
  public void sweep() {
    var promoted = overdue.promoteHeads();
    if (promoted > 0) {
      LOG.error("{} chats had messages waiting behind no head: a protocol was broken", promoted);
    }
    var folded = receipts.foldLeftBehind();
    if (folded > 0) {
      LOG.info("{} receipts were waiting for messages that were known", folded);
    }
    if (windows.tell(configuration.tellBefore()) > 0) {
      doorbell.ring("events");
    }
  }
}
