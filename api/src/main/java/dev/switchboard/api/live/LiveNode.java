package dev.switchboard.api.live;

import dev.switchboard.api.security.TokenVerifier;
import jakarta.inject.Singleton;

/// What all conversations of a node share.
@Singleton
record LiveNode(LiveHub hub, Replays replays, TypingSignals typing, TokenVerifier verifier, LiveMetrics metrics,
    LiveTeam team) {}
