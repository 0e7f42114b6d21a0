@NullMarked
package dev.switchboard.worker.jobrunr;

import org.jspecify.annotations.NullMarked;
