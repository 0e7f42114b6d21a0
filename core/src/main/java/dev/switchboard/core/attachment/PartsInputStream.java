package dev.switchboard.core.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.UUID;

/// Reads a file part by part, each when it is needed. Holds one part and no connection. Not for several threads at
/// once.
final class PartsInputStream extends InputStream {

  private final Parts parts;
  private final UUID attachmentId;
  private final long size;
  private long position;
  private int loaded = -1;
  private byte[] part = new byte[0];

  PartsInputStream(Parts parts, UUID attachmentId, long size) {
    this.parts = parts;
    this.attachmentId = attachmentId;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    return load() ? part[offset()] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (position >= size) {
      return -1;
    }
    loadPart();
    var begin = (int) (position % Parts.LENGTH);
    var count = Math.min(length, part.length - begin);
    System.arraycopy(part, begin, into, at, count);
    position += count;
    return count;
  }

  private boolean load() throws IOException {
    if (position >= size) {
      return false;
    }
    loadPart();
    position++;
    return true;
  }

  // Of the byte that was just passed.
  private int offset() {
    return (int) ((position - 1) % Parts.LENGTH);
  }

  private void loadPart() throws IOException {
    var n = (int) (position / Parts.LENGTH);
    if (n == loaded) {
      return;
    }
    var bytes = parts.read(attachmentId, n);
    if (bytes.length != Math.min(Parts.LENGTH, size - (long) n * Parts.LENGTH)) {
      throw new IOException("a part of the file " + attachmentId + " is missing");
    }
    part = bytes;
    loaded = n;
  }

  /// Costs nothing: what is passed over is not read.
  @Override
  public long skip(long count) {
    var skipped = Math.clamp(count, 0, size - position);
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public void close() {
    position = size;
    part = new byte[0];
    loaded = -1;
  }
}
