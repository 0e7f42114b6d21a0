/// Webhooks in: kept raw, verified, and applied in one transaction.
@NullMarked
package dev.switchboard.core.webhook;

import org.jspecify.annotations.NullMarked;
