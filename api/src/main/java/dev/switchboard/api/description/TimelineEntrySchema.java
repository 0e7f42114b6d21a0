package dev.switchboard.api.description;

import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The description of all kinds of [dev.switchboard.core.message.TimelineEntry] in one.
///
/// @param at when it happened, by our clock
/// @param words what happened, for people
/// @param providerAt when it happened, by the service's clock
/// @param applied false where a fact leaves the status as it is
/// @param code the service's, or that of a decision
/// @param details what the service said besides, or what was decided on, by name
/// @param nextAt when it will be tried again
/// @param attachmentId the file that the customer sent with it
/// @param attempts to fetch the file
/// @param duplicate true where the service had taken the message before
@Schema(name = "TimelineStep", description = "Something that happened to a message.")
record TimelineEntrySchema(
    @Schema(allowableValues = {"accepted", "received", "attempt", "status", "decision", "file"}) String what,
    Instant at, String words,
    @Nullable Lane lane, @Nullable DeliveryPolicy policy, @Nullable Instant sendAt, @Nullable Instant expiresAt,
    @Nullable Integer attempt, @Nullable Long token, @Nullable String node, @Nullable Instant finishedAt,
    @Schema(allowableValues = {"ACCEPTED", "RETRY_LATER", "REJECTED", "UNCONFIRMED", "LEASE_EXPIRED",
        "NOT_SENT"}) @Nullable String result,
    @Nullable String providerMessageId, @Nullable Instant nextAt, @Nullable Boolean duplicate,
    @Nullable MessageStatus status, @Nullable Instant providerAt, @Nullable String participant,
    @Nullable Boolean applied, @Nullable String reason, @Nullable String code, @Nullable String detail,
    @Nullable Map<String, String> details, @Nullable UUID attachmentId, @Nullable AttachmentState state,
    @Nullable Integer attempts, @Nullable String mimeType, @Nullable Long size) {}
