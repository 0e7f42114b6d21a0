@NullMarked
package dev.switchboard.app.directory;

import org.jspecify.annotations.NullMarked;
