/// Those who do the work: each a process of its own that is told what to do and prints what it measured.
@NullMarked
package dev.switchboard.bench.contender;

import org.jspecify.annotations.NullMarked;
