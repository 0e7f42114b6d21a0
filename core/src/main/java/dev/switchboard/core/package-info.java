/// The domain. Knows none of the other modules.
@NullMarked
package dev.switchboard.core;

import org.jspecify.annotations.NullMarked;
