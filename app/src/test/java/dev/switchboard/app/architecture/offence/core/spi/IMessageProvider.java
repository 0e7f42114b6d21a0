package dev.switchboard.app.architecture.offence.core.spi;

/// The one interface with a prefix: no offence.
public interface IMessageProvider {}
