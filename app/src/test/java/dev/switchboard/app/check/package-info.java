/// The command `check` against a node that says what a test wants.
@NullMarked
package dev.switchboard.app.check;

import org.jspecify.annotations.NullMarked;
