package dev.switchboard.worker.cleanup;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long things are kept. Messages and what happened to them are kept until somebody deletes them.
///
/// @param webhooks raw webhooks, and what services said of accounts
/// @param events the log behind live streams; a client that was away for longer has to fetch everything anew
/// @param idempotencyKeys how long repeating a request is safe
/// @param parkedReceipts receipts for messages that we never sent
/// @param inactiveChats after which silence a chat is archived
@ConfigurationProperties("switchboard.retention")
public record Retention(@Bindable(defaultValue = "30d") Duration webhooks,
    @Bindable(defaultValue = "30d") Duration events, @Bindable(defaultValue = "7d") Duration idempotencyKeys,
    @Bindable(defaultValue = "7d") Duration parkedReceipts, @Bindable(defaultValue = "30d") Duration inactiveChats) {}
