/// Keeps the figures of overviews up to date.
@NullMarked
package dev.switchboard.worker.overview;

import org.jspecify.annotations.NullMarked;
