package dev.switchboard.core.spi;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an account can do, as data: checked before a message is accepted, shown to whoever composes one.
///
/// @param channel the medium
/// @param contentKinds what may be sent; anything else is refused when it is handed in
/// @param maxTextLength the longest text in Unicode code points
/// @param receipts the statuses that the service reports by itself, [DeliveryReport.Status#SENT] included
/// @param statusLookup whether [IMessageProvider#getStatus] can be asked
/// @param webhooks whether the service calls us
/// @param window how long after the customer's last message free content is allowed; null where always
/// @param requestTimeout the longest that [IMessageProvider#send] and [IMessageProvider#getStatus] take before they give up;
///        leases are longer than this
public record Capabilities(Channel channel, Set<ContentKind> contentKinds, int maxTextLength,
    Set<DeliveryReport.Status> receipts, boolean statusLookup, boolean webhooks, @Nullable Duration window,
    Duration requestTimeout) {

  public Capabilities {
    contentKinds = Set.copyOf(contentKinds);
    receipts = Set.copyOf(receipts);
  }
}
