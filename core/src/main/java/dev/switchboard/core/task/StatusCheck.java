package dev.switchboard.core.task;

import java.util.UUID;

/// Ask the service about the messages of one account whose outcome is in doubt and due to be checked.
public record StatusCheck(UUID accountId) implements Task {

  @Override
  public Class<StatusCheckHandler> getJobRequestHandler() {
    return StatusCheckHandler.class;
  }

  @Override
  public String title() {
    return "STATUS_CHECK " + accountId;
  }
}
