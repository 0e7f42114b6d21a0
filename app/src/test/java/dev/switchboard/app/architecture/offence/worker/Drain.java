package dev.switchboard.app.architecture.offence.worker;

import dev.switchboard.app.architecture.offence.core.chat.Chat;

/// Sees core: no offence.
public record Drain(Chat chat) {}
