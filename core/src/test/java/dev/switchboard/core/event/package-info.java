@NullMarked
package dev.switchboard.core.event;

import org.jspecify.annotations.NullMarked;
