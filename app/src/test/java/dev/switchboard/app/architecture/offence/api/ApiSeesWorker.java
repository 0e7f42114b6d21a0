package dev.switchboard.app.architecture.offence.api;

import dev.switchboard.app.architecture.offence.worker.Drain;

public record ApiSeesWorker(Drain drain) {}
