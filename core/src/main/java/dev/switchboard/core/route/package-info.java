/// Routes: which accounts a message may go by, one after the other, and which of them are well.
@NullMarked
package dev.switchboard.core.route;

import org.jspecify.annotations.NullMarked;
