/// The log of events: everything that somebody may want to see, in the order of transactions, read from a cursor.
///
/// Sequence numbers are not in the order of commits, so the log is read only below the horizon: the oldest transaction
/// that is still open, anywhere in the cluster. Everything below it is final, so a reader that goes from cursor to cursor
/// misses nothing and repeats nothing.
@NullMarked
package dev.switchboard.core.event;

import org.jspecify.annotations.NullMarked;
