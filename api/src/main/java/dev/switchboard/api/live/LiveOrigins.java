package dev.switchboard.api.live;

import dev.switchboard.api.security.OwnPages;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/// Browsers let any page open a WebSocket to anywhere: only ours may, and those that are named.
@ServerFilter(LiveSocket.PATH)
final class LiveOrigins {

  private final OwnPages pages;

  LiveOrigins(OwnPages pages) {
    this.pages = pages;
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    pages.checkOrAllowed(request);
  }
}
