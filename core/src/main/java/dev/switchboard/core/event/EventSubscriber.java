package dev.switchboard.core.event;

import java.util.List;

/// Is told what is written to the log, by one thread, in order. It holds up all other subscribers while it runs, so it
/// must be quick and must not block. What it throws is logged.
public interface EventSubscriber {

  /// Everything after this position will be told, and nothing before it. Called once at first, and again when the log
  /// goes on in a new epoch: what happened between the two is not told, whoever wants to know must look.
  void begin(Cursor position);

  /// The next events, each once, without gap. May be none: the log was looked into and had nothing new.
  void events(List<Event> events);
}
