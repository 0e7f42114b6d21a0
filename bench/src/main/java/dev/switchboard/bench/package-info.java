/// The benchmark: the same work for Switchboard and for its peers, in the same run.
@NullMarked
package dev.switchboard.bench;

import org.jspecify.annotations.NullMarked;
