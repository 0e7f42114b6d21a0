package dev.switchboard.core.attachment;

/// How far a file has come. WAITING becomes one of the others once, and those stay.
public enum AttachmentState {
  /// On its way in, or still with a service that is to be asked for it.
  WAITING,
  /// All of it is here.
  KEPT,
  /// It cannot be had any more.
  GONE,
  /// It is larger than this installation takes.
  REFUSED
}
