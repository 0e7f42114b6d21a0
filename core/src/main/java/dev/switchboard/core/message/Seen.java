package dev.switchboard.core.message;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What whoever answers in a chat has seen of it. Where somebody else has written since, the answer is not stored.
///
/// @param messageId the last message that they were shown; null where they were shown none
public record Seen(@Nullable UUID messageId) {}
