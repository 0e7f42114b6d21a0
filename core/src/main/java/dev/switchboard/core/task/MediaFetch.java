package dev.switchboard.core.task;

import java.util.UUID;

/// Fetch the files of one account that customers sent and that are still with the service.
public record MediaFetch(UUID accountId) implements Task {

  @Override
  public Class<MediaFetchHandler> getJobRequestHandler() {
    return MediaFetchHandler.class;
  }

  @Override
  public String title() {
    return "MEDIA_FETCH " + accountId;
  }
}
