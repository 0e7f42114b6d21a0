package dev.switchboard.api.live;

import jakarta.inject.Singleton;

/// What conversations with agents share besides.
@Singleton
record LiveTeam(PresentAgents present, Colleagues colleagues, MessageRates rates, LiveSights sights) {}
