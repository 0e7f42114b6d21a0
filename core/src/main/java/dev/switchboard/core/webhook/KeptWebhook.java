package dev.switchboard.core.webhook;

import dev.switchboard.core.spi.WebhookRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A kept webhook with what it says.
///
/// @param request the call as it came, without what would let others in; of one that was kept before webhooks were sealed the
///        address has no host
/// @param items what was understood of it when it was last applied; null where that was not kept yet
public record KeptWebhook(WebhookView view, UUID accountId, WebhookRequest request,
    @Nullable List<WebhookItem> items) {}
