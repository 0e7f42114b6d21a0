package dev.switchboard.worker.jobrunr;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How this node runs tasks.
///
/// @param slotsPerLane how many MESSAGE_SEND tasks of one lane run at once on this node
/// @param stopWithin how long a stop waits for running tasks before it interrupts them; the last second of it is for
/// what they save then
/// @param keepDone how long done tasks stay visible in JobRunr's table, and once more as deleted ones
/// @param cleanupCron when CLEANUP runs, as a cron expression in UTC; the node that started last decides
/// @param sweepEvery the pause between two sweeps of this node
@ConfigurationProperties("switchboard.worker")
public record WorkerConfiguration(@Bindable(defaultValue = "8") int slotsPerLane,
    @Bindable(defaultValue = "10s") Duration stopWithin, @Bindable(defaultValue = "10m") Duration keepDone,
    @Bindable(defaultValue = "*/5 * * * *") String cleanupCron, @Bindable(defaultValue = "5s") Duration sweepEvery) {}
