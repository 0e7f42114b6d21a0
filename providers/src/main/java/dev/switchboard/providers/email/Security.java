package dev.switchboard.providers.email;

/// How a connection to the server is protected.
enum Security {
  /// Not at all.
  NONE(25),
  /// STARTTLS is required: a server that does not offer it gets nothing.
  STARTTLS(587),
  /// TLS from the first byte.
  TLS(465);

  private final int defaultPort;

  Security(int defaultPort) {
    this.defaultPort = defaultPort;
  }

  int defaultPort() {
    return defaultPort;
  }
}
