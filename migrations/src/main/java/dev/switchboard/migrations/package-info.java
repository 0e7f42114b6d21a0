/// The schema, as Flyway SQL, and what brings a database to it.
@NullMarked
package dev.switchboard.migrations;

import org.jspecify.annotations.NullMarked;
