package dev.switchboard.bench.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The payload of a frame, where it lies in the buffer that it was read into: gone when the next read begins.
record Frame(ByteBuffer buffer, int begin, int length) {

  private static final byte[] MARK = "seq=".getBytes(StandardCharsets.US_ASCII);

  boolean startsWith(byte[] prefix) {
    return length >= prefix.length && isAt(begin, prefix);
  }

  /// The number after `seq=`, or -1 where there is none.
  long sequence() {
    for (var i = begin; i <= begin + length - MARK.length; i++) {
      if (buffer.get(i) == MARK[0] && isAt(i, MARK)) {
        return number(i + MARK.length);
      }
    }
    return -1;
  }

  private long number(int from) {
    var number = 0L;
    for (var i = from; i < begin + length && Character.isDigit(buffer.get(i)); i++) {
      number = number * 10 + buffer.get(i) - '0';
    }
    return number;
  }

  private boolean isAt(int place, byte[] text) {
    for (var i = 0; i < text.length; i++) {
      if (buffer.get(place + i) != text[i]) {
        return false;
      }
    }
    return true;
  }
}
