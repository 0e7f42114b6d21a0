package dev.switchboard.api;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.PropertySource;
import java.util.Map;

/// What the framework has to be told for this module to work as it is meant to. Any configuration file, environment
/// variable or system property wins over it.
@ContextConfigurer
public final class ApiDefaults implements ApplicationContextConfigurer {

  // Below application.yml (-300) and everything that people write.
  private static final int ORDER = -1_000;

  @Override
  public void configure(ApplicationContextBuilder builder) {
    builder.propertySources(PropertySource.of("switchboard-api", Map.ofEntries(
        // Ours is the only form of token: see BearerTokens.
        Map.entry("micronaut.security.token.jwt.enabled", "false"),
        // Tells anybody with a token what is in it; nobody needs that.
        Map.entry("micronaut.security.endpoints.introspection.enabled", "false"),
        // What does not exist is 404 for everybody.
        Map.entry("micronaut.security.reject-not-found", "false"),
        // A batch of 1,000 messages, and webhooks of services that send several MB.
        Map.entry("micronaut.server.max-request-buffer-size", "16MB"),
        // Only files are read as streams, and they have a limit of their own: switchboard.attachments.largest.
        Map.entry("micronaut.server.max-request-size", "16GB"),
        // A proxy may well call us by that name for pages of the public address. Tokens are in no browser's keeping, and
        // where a cookie counts, OwnPages looks who asks.
        Map.entry("micronaut.server.cors.localhost-pass-through", "true"),
        Map.entry("micronaut.server.date-header", "true"),
        Map.entry("endpoints.all.enabled", "false"),
        Map.entry("endpoints.health.enabled", "true"),
        Map.entry("endpoints.health.sensitive", "false"),
        Map.entry("endpoints.health.details-visible", "NEVER"),
        Map.entry("endpoints.prometheus.enabled", "true"),
        Map.entry("endpoints.prometheus.sensitive", "false")), ORDER));
  }
}
