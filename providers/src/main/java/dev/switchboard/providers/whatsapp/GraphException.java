package dev.switchboard.providers.whatsapp;

import java.io.IOException;

/// Graph answered, and it was an error.
final class GraphException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient GraphError error;

  GraphException(GraphError error) {
    super(error.code() + (error.text() == null ? "" : " " + error.text()));
    this.error = error;
  }

  GraphError error() {
    return error;
  }
}
