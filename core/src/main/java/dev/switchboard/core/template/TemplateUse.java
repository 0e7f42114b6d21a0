package dev.switchboard.core.template;

import java.util.UUID;

/// Which version of which template a message was made of: the member `template` of its stored content.
public record TemplateUse(UUID id, String name, String language, int version) {}
