package dev.switchboard.providers.sandbox;

/// What a caller wants sent, apart from its reference.
record Draft(int attempt, String to, String text) {}
