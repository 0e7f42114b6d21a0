/// Tasks: the orders to drain what is due. A task carries no work itself (the work is rows with a due time), so a lost or
/// doubled task loses and doubles nothing. Tasks are JobRunr jobs; this package and the worker's `jobrunr` package are the
/// only places that know.
@NullMarked
package dev.switchboard.core.task;

import org.jspecify.annotations.NullMarked;
