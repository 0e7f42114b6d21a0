package dev.switchboard.providers.sandbox;

import dev.switchboard.core.spi.Secret;
import java.net.URI;
import java.util.UUID;

/// Where the service calls an account, and the key it signs with.
record Webhook(UUID accountId, URI url, Secret key) {}
