package dev.switchboard.app.architecture.offence.worker;

import dev.switchboard.app.architecture.offence.providers.one.WellBehaved;

public record WorkerSeesProvider(WellBehaved provider) {}
