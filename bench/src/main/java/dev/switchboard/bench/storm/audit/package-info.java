/// The storm's auditor: compares independent histories and says what does not fit. Plain Java over records, no I/O.
@NullMarked
package dev.switchboard.bench.storm.audit;

import org.jspecify.annotations.NullMarked;
