/// Asking a running node whether an account works, and saying so at the terminal.
@NullMarked
package dev.switchboard.app.check;

import org.jspecify.annotations.NullMarked;
