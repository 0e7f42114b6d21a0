package dev.switchboard.app.architecture.offence.bench;

import dev.switchboard.app.architecture.offence.api.Endpoint;

public record BenchSeesApi(Endpoint endpoint) {}
