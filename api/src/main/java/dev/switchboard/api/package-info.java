/// What the outside world talks to: REST, webhooks in, the WebSocket. Only active where `switchboard.api.enabled` is
/// true, so a node that only works has none of it.
@Configuration
@Requires(property = "switchboard.api.enabled", value = "true")
@NullMarked
package dev.switchboard.api;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
