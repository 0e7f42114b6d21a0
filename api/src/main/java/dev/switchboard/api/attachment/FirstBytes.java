package dev.switchboard.api.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// So many bytes of a stream and no more.
final class FirstBytes extends FilterInputStream {

  private long left;

  FirstBytes(InputStream bytes, long count) {
    super(bytes);
    this.left = count;
  }

  @Override
  public int read() throws IOException {
    if (left == 0) {
      return -1;
    }
    var read = super.read();
    left -= read < 0 ? 0 : 1;
    return read;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    var read = super.read(into, at, (int) Math.min(length, left));
    left -= Math.max(read, 0);
    return read;
  }
}
