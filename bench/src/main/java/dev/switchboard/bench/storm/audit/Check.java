package dev.switchboard.bench.storm.audit;

import java.util.List;

/// Something that must hold in every run.
public interface Check {

  /// What is promised, as the report has it.
  String promise();

  /// How much it looked at: how many messages, chats, events.
  long examined(Histories histories);

  /// A sentence for each thing that breaks it, with the ids that one needs to look into it.
  List<String> violations(Histories histories);
}
