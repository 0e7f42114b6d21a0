package dev.switchboard.core.task;

import dev.switchboard.core.message.Lane;
import java.util.UUID;

/// Send what is due of one account and lane.
public record MessageSend(UUID accountId, Lane lane) implements Task {

  /// One handler type for each lane, because JobRunr's table has no column for us: the handler's name is part of the
  /// `jobSignature` column, which is indexed, so the lanes can be claimed separately without reading the JSON.
  @Override
  public Class<? extends MessageSendHandler> getJobRequestHandler() {
    return switch (lane) {
      case INTERACTIVE -> MessageSendHandler.Interactive.class;
      case TRANSACTIONAL -> MessageSendHandler.Transactional.class;
      case BULK -> MessageSendHandler.Bulk.class;
    };
  }

  @Override
  public String title() {
    return "MESSAGE_SEND " + accountId + " " + lane.label();
  }
}
