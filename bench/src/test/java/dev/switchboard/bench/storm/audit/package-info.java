/// Tests of the auditor.
@NullMarked
package dev.switchboard.bench.storm.audit;

import org.jspecify.annotations.NullMarked;
