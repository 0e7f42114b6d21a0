package dev.switchboard.api.live;

/// Why the server closes a connection: the code and the reason on the wire.
enum CloseCode {
  /// What the address asks for cannot be read.
  BAD_REQUEST(4400, "bad request"),
  /// Nobody in time, or a token that is not good.
  UNAUTHORIZED(4401, "unauthorized"),
  /// The agent has to log in again.
  TOKEN_EXPIRED(4401, "token expired"),
  /// The key was revoked, or the agent disabled.
  TOKEN_REVOKED(4401, "token revoked"),
  /// More waits for the client than is kept. It should resume from its last cursor.
  TOO_SLOW(4408, "too slow"),
  /// Neither a pong nor a word for too long.
  SILENT(4409, "silent"),
  /// The client says too much.
  FLOOD(4429, "too many messages"),
  /// The message is longer than any that has a meaning.
  TOO_BIG(1009, "message too big"),
  /// This node goes down. Connect again, to another one if there is one.
  RESTART(1012, "service restart"),
  /// The database is away. Connect again in some seconds.
  TRY_AGAIN_LATER(1013, "try again later");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }
}
