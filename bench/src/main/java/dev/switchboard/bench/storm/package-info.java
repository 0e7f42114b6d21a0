/// The storm: a running Switchboard under faults, and the audit of what it did.
@NullMarked
package dev.switchboard.bench.storm;

import org.jspecify.annotations.NullMarked;
