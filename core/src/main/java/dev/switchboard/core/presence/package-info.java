/// Which agents are there, and what they look at: said again and again, and worth nothing when it is not.
@NullMarked
package dev.switchboard.core.presence;

import org.jspecify.annotations.NullMarked;
