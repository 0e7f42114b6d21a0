/// Listens to accounts whose provider fetches by itself, such as mailboxes: each by one node at a time.
@NullMarked
package dev.switchboard.worker.listening;

import org.jspecify.annotations.NullMarked;
