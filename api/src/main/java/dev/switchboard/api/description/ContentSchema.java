package dev.switchboard.api.description;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The description of [dev.switchboard.core.spi.Content].
///
/// @param type which content: text needs text; email needs subject, and text or html
@Schema(name = "Content", description = "What a message says.", example = "{\"type\":\"text\",\"text\":\"Olá\"}")
record ContentSchema(@Schema(allowableValues = {"text", "email", "unknown"}) String type, @Nullable String text,
    @Nullable String subject, @Nullable String html) {}
