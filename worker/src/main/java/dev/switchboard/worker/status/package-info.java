/// STATUS_CHECK: asks services what became of messages in doubt.
@NullMarked
package dev.switchboard.worker.status;

import org.jspecify.annotations.NullMarked;
