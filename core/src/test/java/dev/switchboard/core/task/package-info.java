@NullMarked
package dev.switchboard.core.task;

import org.jspecify.annotations.NullMarked;
