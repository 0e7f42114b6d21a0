package dev.switchboard.app.architecture.offence.providers.one;

import dev.switchboard.app.architecture.offence.core.spi.IMessageProvider;

/// Sees the SPI: no offence.
public final class WellBehaved implements IMessageProvider {}
