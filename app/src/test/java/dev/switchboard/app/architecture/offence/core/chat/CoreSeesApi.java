package dev.switchboard.app.architecture.offence.core.chat;

import dev.switchboard.app.architecture.offence.api.Endpoint;

public record CoreSeesApi(Endpoint endpoint) {}
