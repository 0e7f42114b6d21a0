@NullMarked
package dev.switchboard.worker.send;

import org.jspecify.annotations.NullMarked;
