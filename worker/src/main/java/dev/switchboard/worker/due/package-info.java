/// The clock of a worker: what becomes due by the passing of time.
@NullMarked
package dev.switchboard.worker.due;

import org.jspecify.annotations.NullMarked;
