package dev.switchboard.api.description;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The description of [dev.switchboard.core.spi.Content].
///
/// @param type which content: text needs text; email needs subject, and text or html; template needs name
/// @param variables of a template: texts, or files as objects with attachmentId or url
@Schema(name = "Content", description = "What a message says.", example = "{\"type\":\"text\",\"text\":\"Olá\"}")
record ContentSchema(@Schema(allowableValues = {"text", "email", "template", "unknown"}) String type,
    @Nullable String text,
    @Nullable String subject, @Nullable String html, @Nullable String name, @Nullable String language,
    @Nullable Map<String, Object> variables) {}
