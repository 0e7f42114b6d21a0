package dev.switchboard.api.security;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import io.micronaut.http.server.cors.CorsOriginConfiguration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which pages of other origins may use the API and the WebSocket from a browser: none, unless
/// `switchboard.cors.allowed-origins` names them. They show tokens as everybody does; cookies are for our own pages alone.
@Singleton
final class AllowedOrigins implements BeanCreatedEventListener<CorsConfiguration> {

  private static final Pattern ORIGIN = Pattern
      .compile("https?://[a-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?");
  private static final List<String> TOLD = List.of(HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER, HttpHeaders.ETAG,
      HttpHeaders.CONTENT_DISPOSITION, HttpHeaders.CONTENT_RANGE);

  private final Set<String> origins;

  /// @throws ConfigurationException where one is no origin
  AllowedOrigins(@Property(name = "switchboard.cors.allowed-origins") @Nullable List<String> origins) {
    this.origins = origins == null ? Set.of() : Set.copyOf(origins);
    this.origins.stream().filter(origin -> !ORIGIN.matcher(origin).matches()).findAny().ifPresent(origin -> {
      throw new ConfigurationException("switchboard.cors.allowed-origins: " + origin
          + " is no origin; one is like https://shop.example or http://localhost:3000, in small letters and without a slash"
          + " at its end");
    });
  }

  @Override
  public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
    var cors = event.getBean();
    if (!origins.isEmpty()) {
      var allowed = new CorsOriginConfiguration();
      allowed.setAllowedOrigins(List.copyOf(origins));
      allowed.setAllowCredentials(false);
      allowed.setExposedHeaders(TOLD);
      cors.setEnabled(true);
      cors.setConfigurations(Map.of("switchboard", allowed));
    }
    return cors;
  }

  /// @param origin as browsers say it
  boolean has(String origin) {
    return origins.contains(origin);
  }
}
