/// PostgreSQL as the engine sees it: transactions over a pool, arrays in, rows out.
@NullMarked
package dev.switchboard.core.database;

import org.jspecify.annotations.NullMarked;
