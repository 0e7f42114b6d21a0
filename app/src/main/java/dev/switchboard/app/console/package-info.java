/// What a person at the terminal reads: what is going on, and why it does not go on.
@NullMarked
package dev.switchboard.app.console;

import org.jspecify.annotations.NullMarked;
