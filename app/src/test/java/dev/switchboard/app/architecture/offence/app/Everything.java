package dev.switchboard.app.architecture.offence.app;

import dev.switchboard.app.architecture.offence.api.Endpoint;
import dev.switchboard.app.architecture.offence.providers.one.WellBehaved;
import dev.switchboard.app.architecture.offence.worker.Drain;

/// The runnable sees everybody: no offence.
public record Everything(Endpoint endpoint, Drain drain, WellBehaved provider) {}
