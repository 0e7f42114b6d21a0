@NullMarked
package dev.switchboard.app.command;

import org.jspecify.annotations.NullMarked;
