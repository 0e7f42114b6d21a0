package dev.switchboard.app.architecture.offence.core.chat;

public interface IPrefixed {}
