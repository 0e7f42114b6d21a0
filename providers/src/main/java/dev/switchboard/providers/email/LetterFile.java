package dev.switchboard.providers.email;

import org.jspecify.annotations.Nullable;

/// A file that goes with a letter.
///
/// @param contentId by which the HTML shows it; null where it is attached
@SuppressWarnings("ArrayRecordComponent") // never compared
record LetterFile(String mimeType, String name, byte[] bytes, @Nullable String contentId) {}
