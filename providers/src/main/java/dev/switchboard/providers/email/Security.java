package dev.switchboard.providers.email;

/// How a connection to the server is protected.
enum Security {
  /// Not at all.
  NONE(25, 143),
  /// STARTTLS is required: a server that does not offer it gets nothing.
  STARTTLS(587, 143),
  /// TLS from the first byte.
  TLS(465, 993);

  private final int defaultPort;
  private final int imapPort;

  Security(int defaultPort, int imapPort) {
    this.defaultPort = defaultPort;
    this.imapPort = imapPort;
  }

  int defaultPort() {
    return defaultPort;
  }

  /// The usual one for reading.
  int imapPort() {
    return imapPort;
  }
}
