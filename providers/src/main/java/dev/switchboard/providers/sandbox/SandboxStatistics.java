package dev.switchboard.providers.sandbox;

/// What the service has done since it was started; what its journal tells of is counted too.
///
/// @param taken messages it has taken, duplicates included
/// @param duplicates messages whose reference it had already taken
/// @param turnedAway requests answered with 429, 500, 422 or nonsense without taking the message
/// @param written messages of customers
/// @param posts calls to webhooks
/// @param waiting items that are still to be posted
/// @param givenUp items that were never posted, because nobody took them
public record SandboxStatistics(long taken, long duplicates, long turnedAway, long written, long posts, long waiting,
    long givenUp) {}
