/// What operators watch: counters and timers with few labels, never with an id.
@NullMarked
package dev.switchboard.core.metric;

import org.jspecify.annotations.NullMarked;
