package dev.switchboard.api.webhook;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpHostResolver;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The address by which the world knows this server. Some services sign the address that they called, so behind a proxy
/// `switchboard.public-url` has to be set.
@Singleton
public final class PublicUrl {

  private final @Nullable String base;
  private final HttpHostResolver hosts;

  PublicUrl(@Property(name = "switchboard.public-url") @Nullable String base, HttpHostResolver hosts) {
    this.base = base == null || base.isBlank() ? null : base.replaceAll("/+$", "");
    this.hosts = hosts;
  }

  /// Without a slash at its end; empty where it has not been set.
  public Optional<String> configured() {
    return Optional.ofNullable(base);
  }

  /// The full address of a request, with its query as it was sent.
  String of(HttpRequest<?> request) {
    var uri = request.getUri();
    var query = uri.getRawQuery();
    return (base != null ? base : hosts.resolve(request)) + uri.getRawPath() + (query == null ? "" : "?" + query);
  }
}
