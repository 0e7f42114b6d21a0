/// The engine as a whole on a real database: accepting, claiming, settling, receiving.
@NullMarked
package dev.switchboard.core.engine;

import org.jspecify.annotations.NullMarked;
