/// A real PostgreSQL server that comes with the program: for development, tests and the default run.
@NullMarked
package dev.switchboard.app.postgres;

import org.jspecify.annotations.NullMarked;
