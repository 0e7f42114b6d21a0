package dev.switchboard.app.architecture.offence.api;

import dev.switchboard.app.architecture.offence.core.chat.Chat;

/// Sees core: no offence.
public record Endpoint(Chat chat) {}
