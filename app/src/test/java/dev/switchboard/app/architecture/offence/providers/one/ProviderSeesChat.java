package dev.switchboard.app.architecture.offence.providers.one;

import dev.switchboard.app.architecture.offence.core.chat.Chat;

public record ProviderSeesChat(Chat chat) {}
