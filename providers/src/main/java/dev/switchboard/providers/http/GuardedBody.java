package dev.switchboard.providers.http;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/// A body that checks the deadline as the last thing before it is written, and knows whether it has been.
///
/// The head of the request waits in the connection's buffer until the body follows. Where the body must not follow, the
/// connection is cut first, because closing it politely would send the head.
final class GuardedBody extends HttpEntityWrapper {

  private final Call call;
  private final Runnable cut;
  private volatile boolean written;

  /// @param cut cuts the connection off
  GuardedBody(Call call, HttpEntity body, Runnable cut) {
    super(body);
    this.call = call;
    this.cut = cut;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (call.pastDeadline()) {
      cut.run();
      throw new DeadlinePassed();
    }
    written = true;
    super.writeTo(out);
  }

  boolean written() {
    return written;
  }

  /// The request was not written because it was too late.
  static final class DeadlinePassed extends IOException {

    private static final long serialVersionUID = 1L;
  }
}
