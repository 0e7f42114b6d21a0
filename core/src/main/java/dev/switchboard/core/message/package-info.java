/// Messages: what is accepted, what happens to it, and the order in which its status may move.
@NullMarked
package dev.switchboard.core.message;

import org.jspecify.annotations.NullMarked;
