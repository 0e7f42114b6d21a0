package dev.switchboard.core.chat;

/// What became of something that was written under a name of its own.
public sealed interface Written<T> {

  /// @param value as it is now
  record Done<T>(T value) implements Written<T> {}

  /// There is no such thing.
  record Unknown<T>() implements Written<T> {}

  /// Another one has the name.
  record Taken<T>() implements Written<T> {}
}
