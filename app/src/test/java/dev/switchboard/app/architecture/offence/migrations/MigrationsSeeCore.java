package dev.switchboard.app.architecture.offence.migrations;

import dev.switchboard.app.architecture.offence.core.chat.Chat;

public record MigrationsSeeCore(Chat chat) {}
