package dev.switchboard.core.contact;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be different about a contact. What is not named stays as it is.
///
/// @param renamed whether the name changes
/// @param name the new name where it does; null to take it away
/// @param fields those that change: null takes one away
public record ContactPatch(boolean renamed, @Nullable String name, Map<String, @Nullable String> fields) {}
