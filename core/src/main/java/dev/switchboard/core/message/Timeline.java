package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything that was decided about a message, in the order in which it happened, and what it waits for now.
///
/// @param waiting null when there is nothing to wait for any more
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timeline(UUID id, MessageStatus status, List<TimelineEntry> entries, @Nullable TimelineWait waiting) {}
