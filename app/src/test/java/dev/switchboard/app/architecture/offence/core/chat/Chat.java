package dev.switchboard.app.architecture.offence.core.chat;

public record Chat(String id) {}
