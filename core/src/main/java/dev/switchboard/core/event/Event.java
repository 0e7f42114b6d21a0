package dev.switchboard.core.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that has happened, as the log has it.
///
/// @param kind such as `message_received`
/// @param at when it was written, by the database's clock
/// @param dated whether the payload has a member `at` of its own
/// @param payload a JSON object as text, without members `type` and `cursor`: it is handed on to thousands of sockets
///     and read by none on the way
public record Event(Cursor cursor, UUID tenantId, String kind, @Nullable UUID chatId, @Nullable UUID messageId,
    Instant at, boolean dated, String payload) {}
