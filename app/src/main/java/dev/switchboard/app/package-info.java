/// The runnable: picks the roles and wires the modules together.
@NullMarked
package dev.switchboard.app;

import org.jspecify.annotations.NullMarked;
