package dev.switchboard.providers.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/// A body that checks the deadline as the last thing before it is written, and knows whether it has been.
///
/// The head of the request waits in the connection's buffer until the body follows. Where the body must not follow, the
/// connection is cut first, because closing it politely would send the head.
final class GuardedBody extends AbstractHttpEntity {

  private final Call call;
  private final byte[] bytes;
  private final Runnable cut;
  private volatile boolean written;

  /// @param cut cuts the connection off
  GuardedBody(Call call, byte[] bytes, Runnable cut) {
    super(ContentType.parse(call.contentType()), null);
    this.call = call;
    this.bytes = bytes;
    this.cut = cut;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (call.pastDeadline()) {
      cut.run();
      throw new DeadlinePassed();
    }
    written = true;
    out.write(bytes);
  }

  boolean written() {
    return written;
  }

  @Override
  public InputStream getContent() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public long getContentLength() {
    return bytes.length;
  }

  @Override
  public void close() {}

  /// The request was not written because it was too late.
  static final class DeadlinePassed extends IOException {

    private static final long serialVersionUID = 1L;
  }
}
