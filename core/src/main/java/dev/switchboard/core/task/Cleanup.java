package dev.switchboard.core.task;

/// Drop what has been kept long enough. Recurs by itself, once over all nodes.
public record Cleanup() implements Task {

  @Override
  public Class<CleanupHandler> getJobRequestHandler() {
    return CleanupHandler.class;
  }

  @Override
  public String title() {
    return "CLEANUP";
  }
}
