/// Tells agents' devices that customers have written.
@NullMarked
package dev.switchboard.worker.push;

import org.jspecify.annotations.NullMarked;
