/// Runs tasks: a JobRunr server that is woken by a doorbell instead of polling, claims lane by lane, and comes back when
/// the database does. Handlers of tasks live elsewhere and see nothing of this package but [Sweep]. Whoever has ordered a
/// task rings the topic `task` of [dev.switchboard.core.doorbell.Doorbell].
@NullMarked
package dev.switchboard.worker.jobrunr;

import org.jspecify.annotations.NullMarked;
