package dev.switchboard.core.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A browser in which an agent has allowed notifications.
///
/// @param name as the agent, or the page, calls it; null where nobody did
/// @param service the origin of its push service, such as `https://fcm.googleapis.com`
/// @param preview whether what customers write is shown on it, where the tenant allows that
/// @param confirmedAt when it last said that it is there
/// @param expiresAt when the browser will end it by itself; null where it did not say
/// @param pushedAt when its service last took a notification; null where that has not been yet
/// @param failure why its service did not take the last one, such as `BAD_CREDENTIALS`; null where it did
/// @param stale whether it was made with another key than the installation has now: nothing reaches it until it subscribes
///        again
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Device(UUID id, @Nullable String name, String service, boolean preview, Instant createdAt,
    Instant confirmedAt, @Nullable Instant expiresAt, @Nullable Instant pushedAt, @Nullable String failure,
    boolean stale) {}
