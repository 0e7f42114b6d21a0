/// The outbox: what is still to be sent, who holds it, and what becomes of it.
@NullMarked
package dev.switchboard.core.outbox;

import org.jspecify.annotations.NullMarked;
