/// What the person at the terminal asks for: flags, environment variables, and what is wrong with them.
@NullMarked
package dev.switchboard.app.command;

import org.jspecify.annotations.NullMarked;
