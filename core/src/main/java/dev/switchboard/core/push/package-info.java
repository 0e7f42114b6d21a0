/// Telling agents who are not at their inbox that a customer has written: which of their devices want to know, what is still to be
/// told to which, and how far the log of events has been read for it.
@NullMarked
package dev.switchboard.core.push;

import org.jspecify.annotations.NullMarked;
