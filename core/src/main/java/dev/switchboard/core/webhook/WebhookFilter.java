package dev.switchboard.core.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which kept webhooks somebody wants to see; what is null says nothing.
///
/// @param account the name of the account
/// @param from came then or later
/// @param to came earlier
public record WebhookFilter(@Nullable String account, @Nullable WebhookState outcome, @Nullable Instant from,
    @Nullable Instant to) {

  public static final WebhookFilter ALL = new WebhookFilter(null, null, null, null);
}
