package dev.switchboard.app.postgres;

import dev.switchboard.core.spi.Secret;

/// The two roles of a server of ours.
///
/// @param superuser of `postgres`, who makes and repairs
/// @param owner of `switchboard`, who owns the database of that name and is what the nodes are
public record Passwords(Secret superuser, Secret owner) {}
