package dev.switchboard.core.template;

/// A text is no text with gaps; says where and why.
final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1L;

  /// @param line from 1
  SyntaxException(int line, String what) {
    super("line " + line + ": " + what, null, false, false);
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
