package dev.switchboard.worker.jobrunr;

/// Something whose tasks go on for as long as there is work: told when the node stops, before its running tasks are waited
/// for.
public interface Winding {

  /// Begin nothing more and end soon. Returns at once.
  void windDown();
}
