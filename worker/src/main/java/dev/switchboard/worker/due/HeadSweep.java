package dev.switchboard.worker.due;

import dev.switchboard.core.outbox.Overdue;
import dev.switchboard.core.receipt.Receipts;
import dev.switchboard.worker.jobrunr.Sweep;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The net under the protocols: finds what no protocol should have left behind, and says so.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class HeadSweep implements Sweep {

  private static final Logger LOG = LoggerFactory.getLogger(HeadSweep.class);

  private final Overdue overdue;
  private final Receipts receipts;

  HeadSweep(Overdue overdue, Receipts receipts) {
    this.overdue = overdue;
    this.receipts = receipts;
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
  }
}
