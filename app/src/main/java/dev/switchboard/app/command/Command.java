package dev.switchboard.app.command;

/// What is to be done.
public sealed interface Command {

  /// Explain everything.
  record Help() implements Command {}

  /// Say which version this is.
  record Version() implements Command {}

  /// Run a node until it is told to stop.
  record Up(NodeOptions options) implements Command {}

  /// Ask a running node whether an account works.
  record Check(CheckOptions options) implements Command {}

  /// Start a node and stop it at once: what the launcher lets Java learn its classes from.
  record Rehearse(NodeOptions options) implements Command {}
}
