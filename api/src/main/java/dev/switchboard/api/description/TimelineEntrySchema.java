package dev.switchboard.api.description;

import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The description of all kinds of [dev.switchboard.core.message.TimelineEntry] in one.
///
/// @param at when it happened, by our clock
/// @param words what happened, for people
/// @param providerAt when it happened, by the service's clock
/// @param applied false where a fact came too late to change the status
/// @param nextAt when it will be tried again
/// @param duplicate true where the service had taken the message before
@Schema(name = "TimelineStep", description = "Something that happened to a message.")
record TimelineEntrySchema(
    @Schema(allowableValues = {"accepted", "received", "attempt", "status"}) String what, Instant at, String words,
    @Nullable Lane lane, @Nullable DeliveryPolicy policy, @Nullable Instant sendAt, @Nullable Instant expiresAt,
    @Nullable Integer attempt, @Nullable Long token, @Nullable String node, @Nullable Instant finishedAt,
    @Schema(allowableValues = {"ACCEPTED", "RETRY_LATER", "REJECTED", "UNCONFIRMED", "LEASE_EXPIRED",
        "NOT_SENT"}) @Nullable String result,
    @Nullable String providerMessageId, @Nullable Instant nextAt, @Nullable Boolean duplicate,
    @Nullable MessageStatus status, @Nullable Instant providerAt, @Nullable String participant,
    @Nullable Boolean applied, @Nullable String reason, @Nullable String code, @Nullable String detail) {}
