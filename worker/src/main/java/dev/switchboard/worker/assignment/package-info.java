/// The giving of chats to agents, on every worker.
@NullMarked
package dev.switchboard.worker.assignment;

import org.jspecify.annotations.NullMarked;
