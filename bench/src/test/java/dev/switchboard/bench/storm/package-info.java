/// Tests of the storm's own parts.
@NullMarked
package dev.switchboard.bench.storm;

import org.jspecify.annotations.NullMarked;
