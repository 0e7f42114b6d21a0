/// Webhooks of messaging services.
@NullMarked
package dev.switchboard.api.webhook;

import org.jspecify.annotations.NullMarked;
