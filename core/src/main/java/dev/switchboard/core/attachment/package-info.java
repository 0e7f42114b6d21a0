/// Files of messages: kept in parts, so that none is ever in memory whole; fetched from services that have them, handed
/// to services that want them.
@NullMarked
package dev.switchboard.core.attachment;

import org.jspecify.annotations.NullMarked;
