@NullMarked
package dev.switchboard.worker.push;

import org.jspecify.annotations.NullMarked;
