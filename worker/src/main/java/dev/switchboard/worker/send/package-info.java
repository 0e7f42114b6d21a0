/// MESSAGE_SEND: claims what is due, hands it to the provider and writes what came of it.
@NullMarked
package dev.switchboard.worker.send;

import org.jspecify.annotations.NullMarked;
