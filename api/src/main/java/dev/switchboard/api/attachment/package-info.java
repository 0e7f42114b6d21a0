/// Files of messages, in and out by streams: none is ever in memory whole.
@NullMarked
package dev.switchboard.api.attachment;

import org.jspecify.annotations.NullMarked;
