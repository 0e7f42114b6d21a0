package dev.switchboard.core.template;

/// What is wrong with a template that somebody wants to keep.
///
/// @param member its path, such as `body.html`
/// @param code for programs: `missing`, `unknown-member`, `wrong-type`, `bad-value`, `bad-syntax`, `undeclared-variable`,
///        `content-too-long`, `bad-character` or `taken`
/// @param detail for people; reads on from the member's name
public record TemplateFault(String member, String code, String detail) {}
