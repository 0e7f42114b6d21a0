/// CLEANUP: drops what has been kept long enough.
@NullMarked
package dev.switchboard.worker.cleanup;

import org.jspecify.annotations.NullMarked;
