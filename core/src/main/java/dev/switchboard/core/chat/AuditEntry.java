package dev.switchboard.core.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that was done to a chat.
///
/// @param action such as `chat-closed`
/// @param agent who did it; null where it was a business service or the engine
/// @param apiKeyId by which the business service did it; null where it was an agent or the engine
/// @param details a JSON object
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(UUID id, Instant at, String action, ChatView.@Nullable Person agent, @Nullable UUID apiKeyId,
    @JsonRawValue String details) {}
