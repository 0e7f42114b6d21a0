package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Secret;

/// Who we are to the server.
record Login(String username, Secret password) {}
