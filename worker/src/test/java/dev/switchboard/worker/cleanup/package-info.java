@NullMarked
package dev.switchboard.worker.cleanup;

import org.jspecify.annotations.NullMarked;
