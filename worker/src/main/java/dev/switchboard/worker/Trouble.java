package dev.switchboard.worker;

import org.slf4j.Logger;

/// Says once in the log that something which is done again and again does not work, and once that it does again. For one
/// thread.
public final class Trouble {

  private final Logger log;
  private final String broken;
  private final String mended;
  private boolean met;

  /// @param broken what does not work
  /// @param mended what works again
  public Trouble(Logger log, String broken, String mended) {
    this.log = log;
    this.broken = broken;
    this.mended = mended;
  }

  public void met(RuntimeException cause) {
    if (!met) {
      met = true;
      log.warn("{}: {}", broken, cause.getMessage());
    }
  }

  public void over() {
    if (met) {
      met = false;
      log.info(mended);
    }
  }
}
