/// The data directory of a node: who works on it, its keys, and the credentials it tells.
@NullMarked
package dev.switchboard.app.directory;

import org.jspecify.annotations.NullMarked;
