package dev.switchboard.app.architecture.offence.providers.two;

import dev.switchboard.app.architecture.offence.providers.one.WellBehaved;

public record ProviderSeesAnother(WellBehaved other) {}
