package dev.switchboard.worker.send;

import dev.switchboard.core.outbox.OutboxSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How this node sends.
///
/// @param concurrency how many calls to a service may be under way at once for one account and lane: half of them of messages
///        that were claimed from the queue, half of such as are sent as they are accepted
/// @param timeSlice after which a drain goes to the back of the queue
/// @param linger how long an idle drain waits for the doorbell before it ends
/// @param lingering how many drains may do so at once
/// @param breakerPause how long an account rests after most of its calls have failed
/// @param lease see [OutboxSettings]
/// @param retryDelays see [OutboxSettings]; null for the standard list
/// @param checkDelays see [OutboxSettings]; null for the standard list
/// @param receiptPatience see [OutboxSettings]
@ConfigurationProperties("switchboard.send")
public record SendConfiguration(@Bindable(defaultValue = "128") int concurrency,
    @Bindable(defaultValue = "2s") Duration timeSlice, @Bindable(defaultValue = "200ms") Duration linger,
    @Bindable(defaultValue = "16") int lingering, @Bindable(defaultValue = "5s") Duration breakerPause,
    @Bindable(defaultValue = "60s") Duration lease, @Nullable List<Duration> retryDelays,
    @Nullable List<Duration> checkDelays, @Bindable(defaultValue = "30s") Duration receiptPatience) {

  OutboxSettings outbox() {
    var standard = OutboxSettings.standard();
    return new OutboxSettings(lease, retryDelays == null ? standard.retryDelays() : retryDelays,
        checkDelays == null ? standard.checkDelays() : checkDelays, receiptPatience);
  }
}
