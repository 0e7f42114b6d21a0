package dev.switchboard.core.attachment;

import java.io.IOException;

/// A file has more bytes than this installation takes. It was not read to its end, and nothing of it is kept.
public final class TooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  TooLargeException(long largest) {
    super("it is larger than " + largest + " bytes");
  }
}
